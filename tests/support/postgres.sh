#!/bin/sh
# postgres.sh start FOLDER   makes a throw-away PostgreSQL cluster in FOLDER and writes its URI to FOLDER/uri
# postgres.sh stop FOLDER    ends it and removes FOLDER
# Unix socket only. PostgreSQL refuses to run as root, so root hands the work to user postgres.
set -eu

verb=$1
folder=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ]; then
  echo "PostgreSQL is not installed; set SAS_TEST_POSTGRES=none to test SQLite alone" >&2
  exit 1
fi

# Socket paths are limited to 107 bytes, and user postgres must be able to reach the folder: so the cluster lives in /tmp.
run() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

stop() {
  if [ -f "$folder/cluster" ]; then
    cluster=$(cat "$folder/cluster")
    run "$bin/pg_ctl" -D "$cluster/data" -m immediate -w stop >/dev/null 2>&1 || true
    case $cluster in /tmp/sas-postgres-*) rm -rf "$cluster" ;; esac
  fi
  rm -rf "$folder"
}

start() {
  stop
  mkdir -p "$folder"
  cluster=$(run mktemp -d /tmp/sas-postgres-XXXXXX)
  echo "$cluster" >"$folder/cluster"
  chmod 755 "$cluster"
  cd "$cluster"
  run "$bin/initdb" -D "$cluster/data" -A trust -U sas --locale=C.UTF-8 -E UTF8 >"$folder/initdb.log" 2>&1
  # No flush to disk: what these tests need from PostgreSQL is its behaviour, and they make a database each.
  run "$bin/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w -t 60 \
    -o "-c listen_addresses= -c unix_socket_directories=$cluster -c unix_socket_permissions=0777 -c fsync=off -c max_connections=200" \
    start >/dev/null
  printf 'postgresql://sas@/postgres?host=%s' "$cluster" >"$folder/uri"
}

case $verb in
  start) start ;;
  stop) stop ;;
  *) echo "usage: postgres.sh start|stop FOLDER" >&2; exit 2 ;;
esac
