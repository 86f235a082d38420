#!/usr/bin/env bash
# Unpacks Debian's Go toolchains, each at <cache>/<version>/ ready to be a GOROOT, and prints one line per version. Installs
# nothing, needs no root, changes no setting of the machine: the packages come from the mirror apt already uses, through lists
# and sources of our own. A version that is there already costs nothing. Ends with 0 when every version asked for is there.
#
#   scripts/go-toolchains.sh [version ...]     default: every version hotfix is tested with
#   HOTFIX_GO_CACHE                            the cache folder; default ~/.cache/hotfix/go
set -euo pipefail

cache=${HOTFIX_GO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hotfix/go}
[ $# -gt 0 ] || set -- 1.19 1.22 1.23 1.24 1.26
suites=(bookworm bookworm-backports trixie trixie-backports sid)
apt_folder=$cache/apt
prepared=
reason=
missing=0

# Prints the exact version of a toolchain that is whole.
version_of() {
  [ -f "$1/src/runtime/proc.go" ] && [ -f "$1/pkg/include/textflag.h" ] \
    && GOTOOLCHAIN=local GOROOT=$1 "$1/bin/go" env GOVERSION 2>/dev/null
}

# The archive this machine's own sources name, whichever form they are written in.
debian_archive() {
  apt-get indextargets --no-release-info --format '$(CREATED_BY) $(RELEASE) $(REPO_URI)' 2>/dev/null \
    | awk '$1 == "Packages" && $2 ~ /^(bookworm|trixie|forky|sid|stable|testing|unstable)$/ { print $3; exit }'
}

apt_private() {
  apt-get -qq -o Dir::Etc::sourcelist="$apt_folder/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State::lists="$apt_folder/lists" -o Dir::State::status="$apt_folder/status" -o Dir::Cache="$apt_folder" \
    -o APT::Sandbox::User="$(id -un)" -o APT::Architecture=amd64 -o APT::Architectures::=amd64 \
    -o Acquire::Languages=none -o Acquire::Retries=3 -o Debug::NoLocking=false "$@"
}

# Fetches the package lists, once per run and only when something is missing. A suite the mirror lacks is passed over.
prepare_apt() {
  [ -z "$prepared" ] || return 0
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || { reason="apt-get and dpkg are needed to fetch it"; return 1; }
  local archive options='' keyring=/usr/share/keyrings/debian-archive-keyring.gpg suite
  archive=$(debian_archive)
  [ -n "$archive" ] || { reason="no Debian mirror among the sources of apt"; return 1; }
  [ ! -r "$keyring" ] || options="[signed-by=$keyring] "
  mkdir -p "$apt_folder/lists/partial" "$apt_folder/archives/partial"
  : >"$apt_folder/status"
  for suite in "${suites[@]}"; do echo "deb $options$archive $suite main"; done >"$apt_folder/sources.list"
  apt_private update >"$apt_folder/log" 2>&1 || true
  prepared=yes
}

# Debian spreads a GOROOT over /usr/lib/go-X and /usr/share/go-X, tied together by links; here it becomes one folder.
unpack() {
  local version=$1 work=$2 package link content
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
  local library=$work/root/usr/lib/go-$version
  [ -d "$library" ] || return 1
  while IFS= read -r link; do
    content=$(readlink -f "$link")
    case $content in
      "$(readlink -f "$work")"/root/usr/share/*) rm "$link" && mv "$content" "$link" ;;
    esac
  done < <(find "$library" -type l)
  version_of "$library" >/dev/null
}

# Leaves the toolchain at <cache>/<version>, whole or not at all; otherwise says why in $reason.
provide() {
  local version=$1 work=$cache/unpacking-$1-$$
  prepare_apt || return 1
  rm -rf "$work"
  mkdir -p "$work"
  if ! (cd "$work" && apt_private download "golang-$version-go" "golang-$version-src") >"$apt_folder/log" 2>&1; then
    reason="the mirror does not offer it: $(tail -n 1 "$apt_folder/log")"
  elif ! unpack "$version" "$work"; then
    reason="its packages did not unpack to a working toolchain"
  else
    rm -rf "${cache:?}/$version"
    mv "$work/root/usr/lib/go-$version" "$cache/$version"
    return
  fi
  return 1
}

mkdir -p "$cache"
trap 'rm -rf "$cache"/unpacking-*-$$' EXIT
trap 'exit 1' INT TERM
# One at a time: who comes second finds everything there.
exec 9>"$cache/lock"
command -v flock >/dev/null && flock 9
for version in "$@"; do
  if found=$(version_of "$cache/$version") || { provide "$version" && found=$(version_of "$cache/$version"); }; then
    echo "Go $version: $found in $cache/$version"
  else
    echo "Go $version: not available; $reason"
    missing=1
  fi
done
exit "$missing"
