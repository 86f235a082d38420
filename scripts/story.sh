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

# Reads one round of what hello, the coprocess HELLO, prints.
read_hello() {
  local line
  output=
  while IFS= read -r -t 30 -u "${HELLO[0]}" line; do
    [[ $line == -* ]] && show "${output%$'\n'}" && return
    output+=$line$'\n'
  done
  fail "hello says nothing any more"
}

# Ends the coprocess HELLO, which ends with its input.
end_hello() {
  local input=${HELLO[1]}
  exec {input}>&-
  wait "$hello" || fail "hello ended with status $?"
}

ask_hello() {
  echo "process $hello prints:"
  echo >&"${HELLO[1]}"
  read_hello
}

# One request to the shop at $port, without a client program: the body of the answer.
request() {
  local reply
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.0\r\nContent-Length: 0\r\n\r\n' "$1" "$2" >&3
  reply=$(timeout 30 cat <&3)
  exec 3>&-
  printf '%s\n' "${reply##*$'\r\n\r\n'}"
}

ask_shop() {
  output="two cheeses of 12 less 10%  $(request GET "/carts/$cart")
first page of two products  $(request GET /products/1)
is the last bread available $(request GET /available/bread)
sold most                   $(request GET /bestsellers)
still the same process      $(request GET /uptime)"
  show "$output"
}

expect_bugs() { expect '"total":19.44' '["cheese"]' 'available false' '["bread","cheese","apple"]' "process $server,"; }

# A shop runs as $server and says where in artifacts/demo/server.txt. Its bugs are shown, mended under load, and put back.
#   tell_shop_story <patch> <what it changes> <function the patch must name ...>
tell_shop_story() {
  local patch=$1 changes=$2 url load
  shift 2
  url=$(await_line artifacts/demo/server.txt "listening on ")
  port=${url##*:}
  cart=$(request POST /carts)
  request POST "/carts/$cart/cheese/2" >/dev/null
  dotnet samples/dotnet/load/bin/Release/net10.0/load.dll "$url" 25 >artifacts/demo/load.txt &
  load=$!
  sleep 3
  show "$(cat artifacts/demo/load.txt)"
  ask_shop
  expect_bugs

  heading "   Apply the fix: $changes, under load"
  run hotfix apply "$server" "$patch" --yes
  expect "$@"
  ask_shop
  expect '"total":21.6' '["apple","bread"]' 'available true' '["apple","cheese","bread"]' "process $server,"

  heading "   And back, still under load"
  sleep 3
  run hotfix revert "$server" --yes
  ask_shop
  expect_bugs

  heading "   What the customers saw meanwhile"
  wait "$load" || { show "$(cat artifacts/demo/load.txt)"; fail "the customers saw something wrong"; }
  output=$(cat artifacts/demo/load.txt)
  show "$output"
  expect "failures 0," "lost carts 0" "other 0"
  expect_match "right [1-9][0-9]*, discounted twice [1-9]"
}

# Builds one Go sample the ordinary way, into artifacts/demo/go-<name>.
build_go_sample() {
  local log
  log=$(cd "samples/go/$1" && "$go" build -o "../../../artifacts/demo/go-$1" . 2>&1) || fail "$1 does not build: $log"
}
