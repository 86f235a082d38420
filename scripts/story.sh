# shellcheck shell=bash
# How ./demo tells its story: shows each command and its output, holds every expectation, ends what it started. Sourced, not run.

output=
trap end_started EXIT
trap 'exit 1' INT TERM

# Ends this shell's own children that still run, by their ids, and nothing else.
end_started() {
  local process
  for process in $(jobs -rp); do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
}

heading() { if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }

# Shows the command and its output; leaves the output in $output. Any status but 0 ends the demo.
run() {
  local status=0
  printf '  $ %s\n' "$*"
  output=$(timeout 120 "$@" 2>&1) || status=$?
  show "$output"
  [ "$status" = 0 ] || fail "'$*' ended with status $status"
}

show() { sed 's/^/    /' <<<"$1"; }

expect() {
  local text
  for text in "$@"; do
    grep -qF -- "$text" <<<"$output" || fail "expected to see: $text"
  done
}

expect_match() { grep -qE -- "$1" <<<"$output" || fail "expected to see a match of: $1"; }

# Builds one sample the ordinary way; with an edition, the edited sources instead.
build_sample() {
  local log
  log=$(dotnet build "samples/dotnet/$1" -c Release --nologo -v quiet ${2:+-p:Edition=$2} 2>&1) || fail "$1 does not build: $log"
}

# Waits until the file has a line that starts with the text, at most 30 seconds; prints the rest of that line.
await_line() {
  local attempt
  for attempt in {1..300}; do
    sed -n "s|^$2||p" "$1" 2>/dev/null | grep -m 1 . && return
    sleep 0.1
  done
  fail "no line '$2' in $1 after $((attempt / 10)) s"
}
