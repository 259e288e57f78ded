// SPDX-License-Identifier: Apache-2.0
#include "core/report/table_page.h"

#include <algorithm>

#include "core/report/table_text.h"

namespace lazaret::report {
namespace {

constexpr std::size_t kLeastWidth = 20;
constexpr std::size_t kNamesInList = 3;

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::None: return "";
    case Colour::Bold: return "\x1b[1m";
    case Colour::Dim: return "\x1b[2m";
    case Colour::Red: return "\x1b[1;31m";
    case Colour::Yellow: return "\x1b[33m";
    case Colour::Green: return "\x1b[32m";
  }
  return "";
}

}  // namespace

Colour colour_of(Severity severity) {
  if (severity >= Severity::High) return Colour::Red;
  if (severity == Severity::Medium) return Colour::Yellow;
  return severity == Severity::Unknown ? Colour::None : Colour::Dim;
}

Colour colour_of(ImageStatus status) {
  if (status == ImageStatus::Healthy) return Colour::Green;
  return status == ImageStatus::Unhealthy ? Colour::Red : Colour::Yellow;
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

Page::Page(const WriteOptions& options)
    : options_(options), width_(std::max<std::size_t>(options.width, kLeastWidth)) {}

void Page::paragraph(std::size_t indent, std::string_view text, Colour colour) {
  const auto lines = wrap_text(text, width_ - indent - 2);
  for (std::size_t i = 0; i < lines.size(); ++i) line(indent + (i == 0 ? 0 : 2), lines[i], colour);
}

void Page::heading(std::string_view text) {
  blank();
  paragraph(0, text, Colour::Bold);
}

void Page::row(std::size_t indent, std::string_view severity, Colour colour, std::string_view hostile_id,
               std::string_view rest) {
  constexpr std::size_t kSeverity = 11, kId = 20;
  out_.append(indent, ' ');
  paint(pad_text(severity, kSeverity), colour);
  const std::size_t room = width_ - indent - kSeverity;
  const std::string id = cut_text(terminal_text(hostile_id), room);
  const std::string text = rest.empty() ? id : pad_text(id, kId) + " " + std::string(rest);
  out_ += cut_text(text, room);
  out_ += '\n';
}

std::string Page::listed(const std::vector<std::string>& names) const {
  const auto shown = options_.show_all ? names.size() : std::min(names.size(), kNamesInList);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (shown < names.size()) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

void Page::line(std::size_t indent, std::string_view text, Colour colour) {
  out_.append(indent, ' ');
  paint(text, colour);
  out_ += '\n';
}

void Page::paint(std::string_view text, Colour colour) {
  const bool painted = options_.colour && colour != Colour::None;
  if (painted) out_ += code_of(colour);
  out_ += text;
  if (painted) out_ += "\x1b[0m";
}

}  // namespace lazaret::report
