#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "followers/followers.h"

/// The mails to followers. Of this room only; pure.
namespace sas::followers {

struct MailPlace {
  std::string id;          ///< of the mail
  std::string public_url;  ///< of the site
};
/// `what`: "question", "release" or "withdrawn". `history` may be null. None when there is nothing to tell any more.
[[nodiscard]] std::optional<messages::Mail> mail_of(const Follower& follower, std::string_view what,
                                                    const releases::DataSetHistory* history, const MailPlace& place);

}  // namespace sas::followers
