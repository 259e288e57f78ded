// SPDX-License-Identifier: Apache-2.0
// A .trivyignore: one id a line, "exp:YYYY-MM-DD" behind it, "#" before what is for people.
// Called through import.cc's table. Trusts nothing. Source: Trivy, "Filtering", "By Finding IDs".
#include "core/base/text.h"
#include "rules/exchange/end_date.h"
#include "rules/exchange/formats.h"
#include "rules/exchange/source_readers.h"
#include "rules/exchange/vulnerability_id.h"

namespace lazaret::rules::exchange {
namespace {

class TrivyignoreReader {
 public:
  explicit TrivyignoreReader(std::string_view name) : source_(name) {}

  Result<void> line(std::string_view text) {
    ++line_;
    text = trim(text);
    if (text.empty()) return forget_comment();
    if (text.front() == '#') return comment(trim(text.substr(1)));
    in_comment_ = false;
    return entry(text);
  }
  Drafts take() { return std::move(drafts_); }

 private:
  Result<void> forget_comment() {
    comment_.clear();
    in_comment_ = false;
    return {};
  }
  // The comment right above entries is their reason; it holds until a blank line or the next comment.
  Result<void> comment(std::string_view text) {
    if (!in_comment_) comment_.clear();
    in_comment_ = true;
    if (!comment_.empty()) comment_ += ' ';
    comment_ += text;
    return {};
  }

  Result<void> entry(std::string_view text) {
    const auto hash = text.find(" #");
    const auto trailing = hash == std::string_view::npos ? std::string_view() : trim(text.substr(hash + 2));
    RuleDraft draft;
    draft.line = line_;
    TRY(fields(trim(text.substr(0, hash)), draft));
    draft.reason = trailing.empty() ? comment_ : std::string(trailing);
    if (draft.reason.empty()) draft.reason = "accepted in .trivyignore, no reason given";
    keep(std::move(draft));
    return {};
  }

  // Trivy warns of a field it cannot read and drops the line: here it is an error.
  Result<void> fields(std::string_view text, RuleDraft& draft) {
    for (const auto field : words(text)) {
      if (draft.name.empty()) {
        draft.name = field;
      } else if (field.starts_with("exp:")) {
        if (!draft.until.empty()) return source_.error(line_, "a second exp:");
        draft.until = TRY(end_of(field.substr(4)));
      } else {
        return source_.error(line_, "\"" + std::string(field) +
                                        "\" is neither exp:YYYY-MM-DD nor a comment that begins with #");
      }
    }
    return {};
  }
  Result<std::string> end_of(std::string_view date) {
    if (!is_plain_date(date))
      return source_.error(line_, "\"" + std::string(date) + "\" after exp: is no date YYYY-MM-DD");
    auto until = last_day_before(date);
    if (!until) return source_.error(line_, until.error().message);
    return until;
  }
  static std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; (at = text.find_first_not_of(" \t", at)) != std::string_view::npos;) {
      const auto end = std::min(text.find_first_of(" \t", at), text.size());
      out.push_back(text.substr(at, end - at));
      at = end;
    }
    return out;
  }

  void keep(RuleDraft draft) {
    if (!is_vulnerability_id(draft.name)) {
      drafts_.losses.push_back(
          {line_, "\"" + draft.name +
                      "\" is no id of a vulnerability; Lazaret's checks, secrets and licences "
                      "have ids of their own: write this rule by hand"});
      return;
    }
    draft.match = {{"vuln.id", Json(draft.name)}};
    drafts_.rules.push_back(std::move(draft));
  }

  Source source_;
  int line_ = 0;
  bool in_comment_ = false;
  std::string comment_;
  Drafts drafts_;
};

}  // namespace

Result<Drafts> read_trivyignore(const ImportSource& source, const Limits& limits) {
  TRY(check_source_text(source.text, source.name, limits));
  TrivyignoreReader reader(source.name);
  for (const auto line : split(source.text, '\n')) TRY(reader.line(line));
  return reader.take();
}

}  // namespace lazaret::rules::exchange
