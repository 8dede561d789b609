#pragma once
/// All components. Each function returns markup with the classes of NL Design System (nl-*, utrecht-*) or our own
/// (sas-*) where it has none yet. Text arguments are escaped; an `Html` argument is markup already. Functions that need
/// words of their own take `say`.
#include "html/charts.h"   // SVG charts
#include "html/content.h"  // headings, paragraphs, links, buttons, alerts, badges, tables, lists
#include "html/dates.h"
#include "html/fields.h"  // forms: inputs, choices, dates, files, error summary, step indicator
#include "html/html.h"
#include "html/markdown.h"
#include "html/page.h"
#include "html/service.h"  // services and cases: cards, timelines, promises, slots, letters
#include "html/texts.h"
