// SPDX-License-Identifier: Apache-2.0
#include "core/package/language.h"

#include <array>

namespace lazaret::package {
namespace {

struct Language {
  std::string_view package_type;
  std::string_view name;
};
constexpr std::array kLanguages{
    Language{"cargo", "rust"},   Language{"composer", "php"}, Language{"cran", "r"},
    Language{"gem", "ruby"},     Language{"golang", "go"},    Language{"hackage", "haskell"},
    Language{"julia", "julia"},  Language{"maven", "java"},   Language{"npm", "javascript"},
    Language{"nuget", "dotnet"}, Language{"opam", "ocaml"},   Language{"pub", "dart"},
    Language{"pypi", "python"},  Language{"swift", "swift"},
};

}  // namespace

std::string_view language_of(std::string_view package_type) {
  for (const Language& language : kLanguages)
    if (language.package_type == package_type) return language.name;
  return {};
}

}  // namespace lazaret::package
