// Everything on the site works without these; they only make it nicer.
import { countCharacters } from "./count.js";
import { copyReferences } from "./copy.js";
import { focusErrors } from "./errors.js";
import { walkLists } from "./keys.js";
import { followMeasurements } from "./live.js";
import { guardForms } from "./submit.js";
import { followUploads } from "./upload.js";

function start() {
  countCharacters(document);
  copyReferences(document);
  focusErrors(document);
  followUploads(document, start);
  guardForms(document);
}

start();
walkLists(document);
followMeasurements(document);
