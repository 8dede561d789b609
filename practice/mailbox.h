#pragma once
#include <deque>
#include <mutex>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "http/router.h"

namespace sas::practice {

/// Takes the mail that the site sends and shows it to whoever practises: POST /mail, GET /mail, GET /mail/{number}, GET /mail.json.
/// Keeps the last 500; with a folder also over a restart. Nothing is ever sent on. Thread-safe.
class Mailbox {
 public:
  static constexpr std::size_t kept = 500;
  /// `folder` may be empty; else mail.jsonl in it is read and added to.
  Mailbox(const Clock& clock, std::string folder);
  void add_routes(http::Router& router);

 private:
  struct Mail {
    std::int64_t number = 0;
    std::string at;
    std::string to;
    std::string subject;
    std::string text;
  };
  http::Response take(const http::Request& request);
  http::Response list();
  http::Response one(const std::string& number);
  http::Response all_json();
  void keep(Mail mail);
  void load();

  const Clock& clock_;
  std::string file_;
  std::mutex mutex_;
  std::int64_t last_ = 0;
  std::deque<Mail> mails_;       ///< newest first
};

}  // namespace sas::practice
