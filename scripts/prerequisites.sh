# shellcheck shell=bash
# What every script of the house needs. Sourced, not run: sets the environment, or says what is missing and ends the script.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
# Build servers would outlive the script, and nobody else knows to end them.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

require_linux_x64() {
  [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] || fail "hotfix works on Linux x86_64; this is $(uname -s) $(uname -m)."
}

require_dotnet_sdk() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: install it (https://dot.net/download) and put dotnet on the PATH."
  # A machine without ICU can still run .NET when told so; the samples do not need cultures.
  ldconfig -p 2>/dev/null | grep -q libicuuc || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  dotnet --list-sdks | grep -q '^10\.' || fail "the .NET 10 SDK is missing; dotnet knows of: $(dotnet --list-sdks | tr '\n' ' ')"
  dotnet --list-runtimes | grep -q '^Microsoft.AspNetCore.App 10\.' \
    || fail "the ASP.NET Core 10 runtime is missing: install it (https://dot.net/download); the SDK normally brings it."
}

compiles_c() {
  printf '#include <pthread.h>\nint main(void) { return 0; }\n' | cc -x c -shared -fPIC -o /dev/null - 2>/dev/null
}

require_c_compiler() {
  compiles_c && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "A C compiler is missing; installing gcc and libc6-dev." >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev; } >&2 \
      || fail "apt-get could not install gcc and libc6-dev."
    compiles_c && return
  fi
  fail "a C compiler is missing. Install it with: apt-get install gcc libc6-dev"
}

has_usable_go() { [[ $(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) =~ ^go1\.(19|2[0-6])([^0-9]|$) ]]; }

# Leaves a go command of a version hotfix patches in $go, and its folder on the PATH: the one that is there, else one that
# scripts/go-toolchains.sh unpacks beside the system, else, as root, the one of the system's own packages.
require_go() {
  local cache=${HOTFIX_GO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hotfix/go}
  export GOTOOLCHAIN=local
  go=$(command -v go || true)
  if ! has_usable_go "$go"; then
    go=$cache/1.24/bin/go
    if ! has_usable_go "$go"; then
      echo "Go is missing; unpacking Debian's Go 1.24 into $cache." >&2
      scripts/go-toolchains.sh 1.24 >&2 || install_go
    fi
  fi
  has_usable_go "$go" || fail "Go 1.19 to 1.26 is missing. Install it with: apt-get install golang"
  PATH=$(dirname "$go"):$PATH
}

install_go() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing golang." >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends golang; } >&2 || true
    go=$(command -v go || true)
  fi
}

require_linux_x64
require_dotnet_sdk
require_c_compiler
