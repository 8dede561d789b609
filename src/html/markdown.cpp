#include "html/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <memory>
#include <string>

namespace sas::html {
namespace {

constexpr int deepest = 24;

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
using Node = std::unique_ptr<cmark_node, FreeNode>;

void ensure_extensions() {
  static const bool once = [] {
    cmark_gfm_core_extensions_ensure_registered();
    return true;
  }();
  static_cast<void>(once);
}

Node parse(std::string_view text) {
  ensure_extensions();
  const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8));
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return Node(cmark_parser_finish(parser.get()));
}

std::string_view text_or_empty(const char* text) {
  return text == nullptr ? std::string_view{} : std::string_view(text);
}

std::string_view literal(cmark_node* node) {
  return text_or_empty(cmark_node_get_literal(node));
}

/// The types of the table extension have no public constants, only names.
std::string_view kind_of(cmark_node* node) {
  return text_or_empty(cmark_node_get_type_string(node));
}

bool is_inline(cmark_node_type type) {
  return (type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE;
}

/// All words under a node; a loop with an iterator, so depth costs no stack.
std::string words_of(cmark_node* root) {
  std::string out;
  cmark_iter* iterator = cmark_iter_new(root);
  for (auto event = cmark_iter_next(iterator); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator)) {
    cmark_node* node = cmark_iter_get_node(iterator);
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK) {
      out += literal(node);
    } else if (!out.empty() && out.back() != ' ') {
      const bool breaks = type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK ||
                          (event == CMARK_EVENT_EXIT && (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ||
                                                         kind_of(node) == "table_cell" || type == CMARK_NODE_ITEM));
      if (breaks) out += ' ';
    }
  }
  cmark_iter_free(iterator);
  while (!out.empty() && (out.back() == ' ' || out.back() == '\n')) out.pop_back();
  return out;
}

// Some texts begin with "#", others with "##": whichever is highest becomes the level the page asks for, so that none is skipped.
int highest_heading(cmark_node* root) {
  int highest = 7;
  for (cmark_node* node = cmark_node_first_child(root); node != nullptr; node = cmark_node_next(node))
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) highest = std::min(highest, cmark_node_get_heading_level(node));
  return highest == 7 ? 1 : highest;
}

class Renderer {
 public:
  explicit Renderer(int heading_shift) : heading_shift_(heading_shift) {}

  [[nodiscard]] Html children(cmark_node* node, int depth) const {
    Html out;
    for (cmark_node* child = cmark_node_first_child(node); child != nullptr; child = cmark_node_next(child)) {
      out += render(child, depth + 1);
    }
    return out;
  }

 private:
  [[nodiscard]] Html render(cmark_node* node, int depth) const {
    if (depth > deepest) return Html(words_of(node));
    const cmark_node_type type = cmark_node_get_type(node);
    if (kind_of(node) == "table") return table(node, depth);
    return is_inline(type) ? inline_part(node, type, depth) : block(node, type, depth);
  }

  [[nodiscard]] Html block(cmark_node* node, cmark_node_type type, int depth) const {
    if (type == CMARK_NODE_PARAGRAPH) return paragraph(node, depth);
    if (type == CMARK_NODE_HEADING) return heading(node, depth);
    if (type == CMARK_NODE_LIST) return list(node, depth);
    if (type == CMARK_NODE_BLOCK_QUOTE) return el("blockquote", {{"class", "sas-quote"}}, {children(node, depth)});
    if (type == CMARK_NODE_THEMATIC_BREAK) return empty_el("hr", {{"class", "sas-line"}});
    if (type == CMARK_NODE_CODE_BLOCK) {
      return el("pre", {{"class", "sas-code-block"}, {"tabindex", "0"}},
                {el("code", {{"class", "nl-code"}}, {Html(literal(node))})});
    }
    if (type == CMARK_NODE_HTML_BLOCK) return el("p", {{"class", "nl-paragraph"}}, {Html(literal(node))});
    return children(node, depth);
  }

  [[nodiscard]] Html inline_part(cmark_node* node, cmark_node_type type, int depth) const {
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_HTML_INLINE) return Html(literal(node));
    if (type == CMARK_NODE_SOFTBREAK) return Html("\n");
    if (type == CMARK_NODE_LINEBREAK) return empty_el("br", {});
    if (type == CMARK_NODE_CODE) return el("code", {{"class", "nl-code"}}, {Html(literal(node))});
    if (type == CMARK_NODE_EMPH) return el("em", {}, {children(node, depth)});
    if (type == CMARK_NODE_STRONG) return el("strong", {}, {children(node, depth)});
    if (type == CMARK_NODE_LINK) return link(node, depth);
    if (type == CMARK_NODE_IMAGE) return image(node);
    return children(node, depth);
  }

  /// In a tight list the text stands in the item itself.
  [[nodiscard]] Html paragraph(cmark_node* node, int depth) const {
    cmark_node* above = cmark_node_parent(cmark_node_parent(node));
    const bool tight =
        above != nullptr && cmark_node_get_type(above) == CMARK_NODE_LIST && cmark_node_get_list_tight(above) != 0;
    Html content = children(node, depth);
    return tight ? content : el("p", {{"class", "nl-paragraph"}}, {content});
  }

  [[nodiscard]] Html heading(cmark_node* node, int depth) const {
    const std::string level = std::to_string(std::min(6, cmark_node_get_heading_level(node) + heading_shift_));
    return el("h" + level, {{"class", "nl-heading nl-heading--level-" + level}}, {children(node, depth)});
  }

  [[nodiscard]] Html list(cmark_node* node, int depth) const {
    const bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    const std::string name = ordered ? "utrecht-ordered-list" : "utrecht-unordered-list";
    Html items;
    for (cmark_node* item = cmark_node_first_child(node); item != nullptr; item = cmark_node_next(item)) {
      items += el("li", {{"class", name + "__item"}}, {children(item, depth + 1)});
    }
    const int first = cmark_node_get_list_start(node);
    return el(ordered ? "ol" : "ul", {{"class", name}, when(ordered && first > 1, {"start", std::to_string(first)})},
              {items});
  }

  [[nodiscard]] Html link(cmark_node* node, int depth) const {
    const std::string_view url = text_or_empty(cmark_node_get_url(node));
    if (url.empty() || !is_safe_url(url)) return children(node, depth);
    return el("a", {{"class", "nl-link"}, {"href", std::string(url)}}, {children(node, depth)});
  }

  /// A picture from elsewhere would tell that site who reads this page, so only our own are shown.
  [[nodiscard]] static Html image(cmark_node* node) {
    const std::string_view url = text_or_empty(cmark_node_get_url(node));
    if (!url.starts_with('/') || !is_safe_url(url)) return Html(words_of(node));
    return empty_el("img",
                    {{"class", "sas-image"}, {"src", std::string(url)}, {"alt", words_of(node)}, {"loading", "lazy"}});
  }

  [[nodiscard]] Html cells(cmark_node* row, int depth, std::string_view tag) const {
    Html out;
    for (cmark_node* cell = cmark_node_first_child(row); cell != nullptr; cell = cmark_node_next(cell)) {
      const bool head = tag == "th";
      out += el(tag,
                {{"class", head ? "utrecht-table__header-cell" : "utrecht-table__cell"}, when(head, {"scope", "col"})},
                {children(cell, depth)});
    }
    return el("tr", {{"class", "utrecht-table__row"}}, {out});
  }

  [[nodiscard]] Html table(cmark_node* node, int depth) const {
    Html head;
    Html body;
    for (cmark_node* row = cmark_node_first_child(node); row != nullptr; row = cmark_node_next(row)) {
      const bool is_head = cmark_gfm_extensions_get_table_row_is_header(row) != 0;
      (is_head ? head : body) += cells(row, depth + 1, is_head ? "th" : "td");
    }
    // A table can be wider than a phone: it scrolls by itself and can be reached with the keyboard
    // (WCAG 1.4.10, 2.1.1).
    return el("div", {{"class", "sas-scroll"}, {"tabindex", "0"}},
              {el("table", {{"class", "utrecht-table"}},
                  {el("thead", {{"class", "utrecht-table__header"}}, {head}),
                   el("tbody", {{"class", "utrecht-table__body"}}, {body})})});
  }

  int heading_shift_;
};

}  // namespace

Html markdown(std::string_view text, HeadingStart start) {
  const Node document = parse(text);
  return Renderer(static_cast<int>(start) - highest_heading(document.get())).children(document.get(), 0);
}

std::string markdown_plain(std::string_view text) {
  const Node document = parse(text);
  return words_of(document.get());
}

}  // namespace sas::html
