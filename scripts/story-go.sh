# shellcheck shell=bash
# What ./demo tells of Go: a program that is patched from edited sources, and a shop that is mended under load. Sourced, not run.

tell_go_story() {
  require_go
  build_go_sample hello
  build_go_sample server

  heading "3. A Go program runs, built by $("$go" env GOVERSION) the ordinary way. Its source is edited twice; it is never restarted."
  coproc HELLO { exec artifacts/demo/go-hello; }
  hello=$HELLO_PID
  echo "process $hello prints:"
  read_hello
  expect "in testPrivateFunc v0 &{1235}" "in func (d *DataType) test()" "in main.describe v0 visit 0" "counter 101"

  heading "   What would the edited sources change? (nothing happens yet)"
  run hotfix plan "$hello" samples/go/hello/v1
  expect data.TestAdd data.testPrivateFunc "data.(*DataType).test" main.describe
  ask_hello
  expect "in testPrivateFunc v0" "counter 102"

  heading "   Apply version 1"
  run hotfix apply "$hello" samples/go/hello/v1 --yes
  ask_hello
  expect "in testPrivateFunc v1 &{1235}" "in func (d *DataType) test() v1" "A:1103," "in main.describe v1 visit 2" "counter 103 map[TestAdd:3"

  heading "   Apply version 2 from a patch file, as on a host without Go. It also adds a function and a variable"
  run hotfix build samples/go/hello/v2 -o artifacts/demo/v2.hotfix --like "$hello"
  run hotfix apply "$hello" artifacts/demo/v2.hotfix --yes
  ask_hello
  expect "in testPrivateFunc v2 &{1235} repaired 1" "in func (d *DataType) test() v2" "A:2103," "in main.describe v2 visit 3" \
    "counter 104 map[TestAdd:4"

  heading "   What is applied?"
  run hotfix list "$hello"
  expect "samples/go/hello/v1" "v2.hotfix"

  heading "   Take both back: first the latest, then the one before"
  run hotfix revert "$hello" --yes
  ask_hello
  expect "in testPrivateFunc v1" "in func (d *DataType) test() v1" "in main.describe v1 visit 4"
  run hotfix revert "$hello" --yes
  ask_hello
  expect "in testPrivateFunc v0" "A:103," "in main.describe v0 visit 5" "counter 106 map[TestAdd:6"
  end_hello

  heading "4. A shop in Go serves its customers, with the same bugs."
  rm -f artifacts/demo/server.txt
  artifacts/demo/go-server >artifacts/demo/server.txt &
  server=$!
  tell_shop_story samples/go/server/v1 "a closure, a method, a sort order and a generic method" quote bestsellers page
}
