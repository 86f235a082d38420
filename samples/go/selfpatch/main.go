// A program that patches itself: selfpatch <hotfix command> <folder of the edited sources, or .hotfix file>
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: selfpatch <hotfix command> <folder of the edited sources, or .hotfix file>")
		os.Exit(1)
	}

	g := &greeter{name: "world"}
	g.greet("before")
	hotfix("apply", os.Args[2], "--yes")
	g.greet("after")
	hotfix("revert")
	g.greet("reverted")
}

// hotfix runs one of its commands on this very process.
func hotfix(command string, arguments ...string) {
	defer allowTracing()()
	self := append([]string{command, strconv.Itoa(os.Getpid())}, arguments...)
	run := exec.Command(os.Args[1], self...)
	run.Stderr = os.Stderr
	if err := run.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "hotfix %s: %v\n", command, err)
		os.Exit(1)
	}
}

// allowTracing lets the children of this process trace it, and returns what takes that back. Where Yama guards processes (the usual
// setting, 1, of /proc/sys/kernel/yama/ptrace_scope), a child may otherwise not do so: PR_SET_PTRACER of prctl(2) names a process
// that may, with its descendants. Elsewhere the call has no effect.
func allowTracing() func() {
	const setPtracer = 0x59616d61
	syscall.RawSyscall(syscall.SYS_PRCTL, setPtracer, uintptr(os.Getpid()), 0)
	return func() { syscall.RawSyscall(syscall.SYS_PRCTL, setPtracer, 0, 0) }
}
