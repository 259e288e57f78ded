// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a pair of sockets and passes itself a descriptor.
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("pass_descriptor", {
  int ends[2];
  hostile::must(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  char room[CMSG_SPACE(sizeof(int))] = {};
  char byte = 0;
  iovec data{&byte, 1};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = room;
  message.msg_controllen = sizeof room;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &ends[0], sizeof(int));
  hostile::must(::sendmsg(ends[1], &message, 0) == 1);
})
