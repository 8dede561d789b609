#include "ledger/verify.h"

#include <algorithm>
#include <deque>
#include <map>

#include "crypto/signing.h"
#include "ledger/leaf.h"
#include "ledger/ledger.h"
#include "ledger/tree.h"

namespace sas::ledger {

namespace {

using store::ReadTx;
using store::Row;

constexpr std::int64_t page_size = 1024;
/// More records than this that fit nowhere are reported as changed without looking where they came from.
constexpr std::size_t max_suspects = 2000;

struct StoredRecord {
  Record record;
  std::string leaf;
};

/// A record that does not fit its own hash at its own place.
struct Suspect {
  StoredRecord stored;
  std::size_t finding;  ///< its place in the report
};

class Verification {
 public:
  Verification(ReadTx& tx, const VerifyOptions& options) : tx_(tx), options_(options) {}

  Report run() {
    read_heads();
    check_heads_at(0);
    while (check_page())
      if (options_.on_progress) options_.on_progress(report_.events);
    recognise_reordered();
    check_extra_nodes();
    check_lonely_personal();
    check_truncation();
    report_.root = tree_.root();
    sort_findings();
    return std::move(report_);
  }

 private:
  void add(Tampering what, std::int64_t first, std::int64_t last, std::int64_t other = 0) {
    report_.findings.push_back({what, first, last, other});
  }

  void read_heads() {
    tx_.each("SELECT size, root, at, signature FROM ledger_head ORDER BY size", {}, [&](const Row& row) {
      heads_.push_back({row.integer(0), row.blob(1), from_millis(row.integer(2)), row.blob(3)});
    });
    report_.heads = static_cast<std::int64_t>(heads_.size());
    if (options_.public_keys.empty()) return;
    for (const TreeHead& head : heads_)
      if (std::none_of(options_.public_keys.begin(), options_.public_keys.end(),
                       [&](const std::string& key) { return verify_head(head, key); }))
        add(Tampering::head_unsigned, head.size, head.size);
  }

  /// Returns false at the end.
  bool check_page() {
    const std::int64_t after = last_seq_;
    std::int64_t rows = 0;
    const std::vector<store::Value> params{after, page_size};
    tx_.each(
        "SELECT e.seq, e.at, e.kind, e.subject, e.acting, e.concerned, e.facts, e.content_hash, e.leaf, p.salt, "
        "p.content"
        " FROM ledger_event e LEFT JOIN ledger_personal p ON p.seq = e.seq WHERE e.seq > $1 ORDER BY e.seq LIMIT $2",
        params, [&](const Row& row) {
          ++rows;
          check_row(row);
        });
    compare_nodes();
    return rows == page_size;
  }

  void check_row(const Row& row) {
    StoredRecord stored{{row.integer(0), from_millis(row.integer(1)), row.text(2), row.text(3), row.text(4),
                         row.text(5), row.text(6), std::nullopt},
                        row.blob(8)};
    if (!row.is_null(7)) stored.record.content_hash = row.blob(7);
    check_gap(stored.record.seq);
    check_personal(stored.record, row);
    const std::string leaf = judge(stored);
    last_seq_ = stored.record.seq;
    ++report_.events;
    for (TreeNode& node : tree_.add(leaf)) completed_.push_back(std::move(node));
    check_heads_at(tree_.size());
  }

  void check_gap(std::int64_t seq) {
    if (seq == last_seq_ + 1) return;
    add(Tampering::removed, last_seq_ + 1, seq - 1);
    broken_order_ = true;
    odd_in_a_row_ = 0;
  }

  void check_personal(const Record& record, const Row& row) {
    if (row.is_null(10)) {
      if (record.content_hash) ++report_.erased;
    } else if (!record.content_hash) {
      add(Tampering::personal_added, record.seq, record.seq);
    } else if (personal_hash(row.blob(9), row.text(10)) != *record.content_hash) {
      add(Tampering::personal_changed, record.seq, record.seq);
    }
  }

  /// Decides whether the record is what was written at its place, allowing for records put in or taken out before it
  /// with the rest renumbered. Returns the leaf to build the tree with: the stored one for a record that is reported
  /// already, so that one change gives one finding.
  std::string judge(const StoredRecord& stored) {
    const std::int64_t seq = stored.record.seq;
    const auto fits = [&](std::int64_t shift) { return record_leaf(stored.record, seq + shift) == stored.leaf; };
    if (fits(shift_)) {
      odd_in_a_row_ = 0;
    } else if (fits(shift_ + 1)) {
      add(Tampering::removed, seq + shift_, seq + shift_);
      shift_moved(1);
    } else if (const std::int64_t inserted = count_inserted(fits); inserted > 0) {
      turn_into_inserted(inserted);
      shift_moved(-inserted);
    } else {
      remember_suspect(stored);
    }
    return stored.leaf;
  }

  template <typename Fits>
  std::int64_t count_inserted(const Fits& fits) const {
    for (std::int64_t count = 1; count <= odd_in_a_row_; ++count)
      if (fits(shift_ - count)) return count;
    return 0;
  }

  void shift_moved(std::int64_t by) {
    shift_ += by;
    odd_in_a_row_ = 0;
    broken_order_ = true;
  }

  /// The records just before this one fitted nowhere, and from here on everything stands that much further: they were
  /// put in.
  void turn_into_inserted(std::int64_t count) {
    for (std::int64_t i = 0; i < count && !suspects_.empty(); ++i) {
      report_.findings[suspects_.back().finding].what = Tampering::inserted;
      suspects_.pop_back();
    }
  }

  void remember_suspect(const StoredRecord& stored) {
    ++odd_in_a_row_;
    add(Tampering::changed, stored.record.seq, stored.record.seq);
    if (suspects_.size() < max_suspects) suspects_.push_back({stored, report_.findings.size() - 1});
  }

  /// A record that has the hash of another place came from there: whether its hash travelled with it or stayed behind.
  void recognise_reordered() {
    for (const Suspect& here : suspects_)
      for (const Suspect& there : suspects_) {
        if (&here == &there) continue;
        const std::string leaf = record_leaf(here.stored.record, there.stored.record.seq);
        if (leaf != here.stored.leaf && leaf != there.stored.leaf) continue;
        Finding& finding = report_.findings[here.finding];
        finding.what = Tampering::reordered;
        finding.other = there.stored.record.seq;
      }
  }

  /// Compares the subtrees of one page with the stored ones. After a gap or shift nothing would fit, and the cause is
  /// known.
  void compare_nodes() {
    std::vector<TreeNode> nodes = std::move(completed_);
    completed_.clear();
    if (broken_order_) return;
    std::sort(nodes.begin(), nodes.end(), [](const TreeNode& a, const TreeNode& b) {
      return std::pair(a.level, a.position) < std::pair(b.level, b.position);
    });
    for (auto begin = nodes.begin(); begin != nodes.end();) {
      const int level = begin->level;
      const auto end = std::find_if(begin, nodes.end(), [&](const TreeNode& node) { return node.level != level; });
      compare_level(level, {begin, end});
      begin = end;
    }
  }

  void compare_level(int level, const std::vector<TreeNode>& nodes) {
    std::map<std::int64_t, std::string> stored;
    const std::vector<store::Value> params{std::int64_t{level}, nodes.front().position, nodes.back().position};
    tx_.each("SELECT position, hash FROM ledger_node WHERE level = $1 AND position BETWEEN $2 AND $3", params,
             [&](const Row& row) { stored[row.integer(0)] = row.blob(1); });
    for (const TreeNode& node : nodes) {
      const std::int64_t first = (node.position << level) + 1;
      const std::int64_t last = (node.position + 1) << level;
      const auto found = stored.find(node.position);
      if (found == stored.end())
        add(Tampering::tree_damaged, first, last);
      else if (found->second != node.hash && !is_explained(first, last))
        add(Tampering::changed, first, last);
    }
  }

  /// A difference in a small subtree makes every larger one around it differ too.
  [[nodiscard]] bool is_explained(std::int64_t first, std::int64_t last) const {
    return std::any_of(report_.findings.begin(), report_.findings.end(), [&](const Finding& finding) {
      return finding.first >= first && finding.last <= last &&
             (finding.what == Tampering::changed || finding.what == Tampering::reordered);
    });
  }

  void check_heads_at(std::int64_t size) {
    while (next_head_ < heads_.size() && heads_[next_head_].size <= size) {
      const TreeHead& head = heads_[next_head_++];
      if (head.size == size && head.root != tree_.root()) wrong_heads_.push_back(head.size);
    }
  }

  /// A head that does not fit says something new only when no record before it was found to be wrong.
  void check_truncation() {
    if (!heads_.empty() && heads_.back().size > last_seq_ && !heads_.empty())
      add(Tampering::truncated, last_seq_ + 1, heads_.back().size);
    std::int64_t sound = 0;
    for (const TreeHead& head : heads_) {
      if (std::find(wrong_heads_.begin(), wrong_heads_.end(), head.size) == wrong_heads_.end()) {
        if (head.size <= last_seq_) sound = head.size;
        continue;
      }
      const bool known = std::any_of(report_.findings.begin(), report_.findings.end(), [&](const Finding& finding) {
        return finding.first <= head.size && finding.what != Tampering::head_unsigned &&
               finding.what != Tampering::personal_added && finding.what != Tampering::personal_changed;
      });
      if (!known) add(Tampering::head_differs, sound + 1, head.size);
    }
  }

  /// Subtrees beyond the last record show that records at the end were removed.
  void check_extra_nodes() {
    if (broken_order_) return;
    tx_.each("SELECT max(position) FROM ledger_node WHERE level = 1", {}, [&](const Row& row) {
      if (!row.is_null(0) && (row.integer(0) + 1) * 2 > last_seq_)
        add(Tampering::truncated, last_seq_ + 1, (row.integer(0) + 1) * 2);
    });
  }

  void check_lonely_personal() {
    tx_.each("SELECT p.seq FROM ledger_personal p LEFT JOIN ledger_event e ON e.seq = p.seq WHERE e.seq IS NULL", {},
             [&](const Row& row) { add(Tampering::personal_added, row.integer(0), row.integer(0)); });
  }

  void sort_findings() {
    std::vector<Finding>& all = report_.findings;
    std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.first < b.first; });
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }

  ReadTx& tx_;
  const VerifyOptions& options_;
  Report report_;
  std::vector<TreeHead> heads_;
  std::size_t next_head_ = 0;
  std::vector<std::int64_t> wrong_heads_;
  TreeBuilder tree_;
  std::vector<TreeNode> completed_;  ///< subtrees of the page, not compared yet
  std::vector<Suspect> suspects_;
  std::int64_t last_seq_ = 0;
  std::int64_t shift_ = 0;         ///< what was written as seq + shift now stands at seq
  std::int64_t odd_in_a_row_ = 0;  ///< records just before this one that fit nowhere
  bool broken_order_ = false;
};

}  // namespace

std::string_view name_of(Tampering what) {
  switch (what) {
    case Tampering::changed:
      return "record-changed";
    case Tampering::removed:
      return "record-removed";
    case Tampering::inserted:
      return "record-inserted";
    case Tampering::reordered:
      return "record-reordered";
    case Tampering::truncated:
      return "log-truncated";
    case Tampering::personal_changed:
      return "personal-part-changed";
    case Tampering::personal_added:
      return "personal-part-added";
    case Tampering::tree_damaged:
      return "tree-damaged";
    case Tampering::head_differs:
      return "head-differs";
    case Tampering::head_unsigned:
      return "head-signature-fails";
  }
  return "unknown";
}

Result<Report> verify(store::Store& store, const VerifyOptions& options) {
  return store.read([&](ReadTx& tx) -> Result<Report> { return Verification(tx, options).run(); });
}

}  // namespace sas::ledger
