# shellcheck shell=bash
# Sourced by the scripts: finds a JDK and the tools they need, installs what is missing where it can.
# Leaves behind: root (the repository), JAVA_HOME and PATH set, the function die. Source it before
# setting a trap on EXIT: while it installs packages it uses that trap itself.
# With wants_promtool=1 it also sees to promtool, which the tests of the alert rules run, with
# wants_curl=1 to curl, with which the tests ask as users do, with wants_haproxy=1 to haproxy, whose
# ports the tests, the demo and chaos close, with wants_dns=1 to knotd and knotc, the DNS server whose records the
# tests change, and with wants_chromium=1 to chromium, in which the tests look at the dashboard.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly root
readonly least_java=21
installed_policy=""

die() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 1
}

# Major version of the JDK (with a compiler) at $1; nothing if there is none.
jdk_major() {
  [[ -x "$1/bin/javac" ]] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

is_new_enough() {
  local major
  major="$(jdk_major "$1")"
  [[ -n "$major" && "$major" -ge "$least_java" ]]
}

# Home of the java on the PATH, links resolved by itself; nothing if there is none.
java_home_on_path() {
  command -v java >/dev/null || return 0
  java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

newest_installed_jdk() {
  local home major best="" best_major=0
  for home in /usr/lib/jvm/*/; do
    home="${home%/}"
    major="$(jdk_major "$home")"
    if [[ -n "$major" && "$major" -ge "$least_java" && "$major" -gt "$best_major" ]]; then
      best="$home" best_major="$major"
    fi
  done
  printf '%s' "$best"
}

use_jdk() {
  local home="${JAVA_HOME:-}"
  if [[ -z "$home" ]] || ! is_new_enough "$home"; then
    home="$(newest_installed_jdk)"
  fi
  [[ -n "$home" ]] || home="$(java_home_on_path)"
  if [[ -z "$home" ]] || ! is_new_enough "$home"; then
    die "no JDK $least_java or newer in JAVA_HOME, /usr/lib/jvm or on the PATH:\
 install one (for example Temurin 25, or the package openjdk-21-jdk-headless) and run this again"
  fi
  export JAVA_HOME="$home" PATH="$home/bin:$PATH"
}

as_root() {
  if [[ "$(id -u)" -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# Debian starts a service as soon as its package is installed, and etcd's would hold port 2379.
# A policy that forbids it is put in place for the time of the installation, unless there is one.
forbid_service_start() {
  local policy=/usr/sbin/policy-rc.d
  [[ ! -e "$policy" ]] || return 0
  installed_policy="$policy"
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

lift_service_policy() {
  [[ -n "$installed_policy" ]] || return 0
  as_root rm -f "$installed_policy"
  installed_policy=""
}

install_on_debian() {
  printf 'installing: %s\n' "$*" >&2
  trap lift_service_policy EXIT
  forbid_service_start
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
  # Not at the next boot either; where no service manager runs there is nothing to disable.
  disable_service etcd etcd-server "$@"
  disable_service prometheus prometheus "$@"
  disable_service haproxy haproxy "$@"
  disable_service knot knot "$@"
  lift_service_policy
  trap - EXIT
}

# disable_service SERVICE PACKAGE INSTALLED...: if the package is among those installed.
disable_service() {
  local service="$1" package="$2"
  shift 2
  if [[ " $* " == *" $package "* ]] && command -v systemctl >/dev/null; then
    as_root systemctl disable "$service" >/dev/null 2>&1 || true
  fi
}

missing_packages() {
  command -v etcd >/dev/null || printf 'etcd-server '
  command -v etcdctl >/dev/null || printf 'etcd-client '
  command -v mvn >/dev/null || printf 'maven '
  if [[ "${wants_promtool:-0}" -eq 1 ]] && ! command -v promtool >/dev/null; then
    printf 'prometheus '
  fi
  if [[ "${wants_curl:-0}" -eq 1 ]] && ! command -v curl >/dev/null; then
    printf 'curl '
  fi
  if [[ "${wants_haproxy:-0}" -eq 1 ]] && ! has_in_sbin haproxy; then
    printf 'haproxy '
  fi
  if [[ "${wants_dns:-0}" -eq 1 ]] && ! { has_in_sbin knotd && has_in_sbin knotc; }; then
    printf 'knot '
  fi
  if [[ "${wants_chromium:-0}" -eq 1 ]] && ! command -v chromium >/dev/null; then
    printf 'chromium '
  fi
}

# Servers are often in /usr/sbin, which is not on everybody's PATH.
has_in_sbin() {
  command -v "$1" >/dev/null || [[ -x "/usr/sbin/$1" ]]
}

use_tools() {
  local missing
  read -r -a missing <<<"$(missing_packages)"
  [[ "${#missing[@]}" -gt 0 ]] || return 0
  if ! command -v apt-get >/dev/null; then
    die "missing etcd, etcdctl, mvn, haproxy or, for the tests, promtool, curl, knotd or chromium: install etcd (3.4 or\
 newer, server and etcdctl), Maven (3.8 or newer), for the tests and scripts/demo --once HAProxy (2.4 or newer), and\
 for the tests Prometheus' promtool (2.42 or newer), curl, Knot DNS (3.2 or newer) and Chromium so that they are on the PATH, and run this again"
  fi
  if [[ "$(id -u)" -ne 0 ]] && ! command -v sudo >/dev/null; then
    die "missing, and only root can install it: apt-get install ${missing[*]}"
  fi
  install_on_debian "${missing[@]}"
  read -r -a missing <<<"$(missing_packages)"
  [[ "${#missing[@]}" -eq 0 ]] || die "installed, but still not on the PATH: ${missing[*]}"
}

use_tools
use_jdk
