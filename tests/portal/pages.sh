#!/usr/bin/env bash
# pages.sh <portal_test> <folder with assets> [folder for pictures]: writes every page of the portal and has a browser look at them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
SAS_GALLERY="$folder" "$1" --test-case="pages are written*" --no-version >/dev/null
node web/check.mjs "$folder" "$2" "${3:-$folder/pictures}"
