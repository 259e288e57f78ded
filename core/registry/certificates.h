// SPDX-License-Identifier: Apache-2.0
// The certificates that the user keeps for one registry: DIR/HOST:PORT/ with *.crt (authorities), NAME.cert
// with NAME.key (a client's). Called once a host. Trusts the user's directories; what lies in them is
// bounded. Source: containers-certs.d(5); docker's "Verify repository client with certificates".
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/registry/transport.h"

namespace lazaret::registry {

struct HostCertificates {
  TlsSettings tls;
  bool found = false;  // there is a directory for this host: it is to be spoken to over TLS
};

// Of the directories the first that has one for `domain` ("host" or "host:port", as in a reference) counts.
// Errors: a certificate without its key or the other way round, more than one of them, an unreadable file.
Result<HostCertificates> find_certificates(const std::vector<std::string>& directories,
                                           const std::string& domain);

}  // namespace lazaret::registry
