# Installs what is missing; sourced by ./run and ./test. Needs the current folder to be the project's.

say() { printf '%s\n' "$*"; }

# The packages of the named lists that are not installed yet.
missing_packages() {
  grep -hv '^#' "$@" | while read -r package; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
  done
}

# Node 18 or later with npm: Debian's, or one that is there already.
has_node() {
  command -v npm >/dev/null && command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
}

install_packages() {
  local missing
  missing=$(missing_packages "$@")
  has_node || missing="$missing nodejs npm"
  missing=$(printf '%s' "$missing" | xargs)
  [ -z "$missing" ] && return 0
  local as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null; then
      as_root=sudo
    else
      say "These Debian packages are missing: $missing" >&2
      say "Install them as root (apt-get install $missing), or run this as a user who may use sudo." >&2
      exit 1
    fi
  fi
  say "Installing Debian packages: $missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# The npm packages of the committed lock file, when they are not the ones that are there.
install_npm() {
  local wanted
  wanted=$(sha256sum package-lock.json | cut -d' ' -f1)
  [ "$(cat node_modules/.sassenpoort-lock 2>/dev/null)" = "$wanted" ] && return 0
  say "Installing npm packages from package-lock.json"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  # esbuild's binary is part of its own package for this platform; without scripts it is found by name.
  printf '%s\n' "$wanted" >node_modules/.sassenpoort-lock
}
