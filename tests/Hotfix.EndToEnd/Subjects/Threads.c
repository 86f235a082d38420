// Threads of every kind a tracer meets. Answers: "places", "counts", "starts", "rounds", "quiet", "signals", "bad".
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define COUNTERS 4
static _Atomic uint64_t counters[COUNTERS];
static _Atomic uint64_t starts, sent, handled, bad, rounds;
static _Atomic int registers_thread, sleeping_thread, quiet;
static _Alignas(4096) char stack[65536];

__asm__(".globl raw_call\nraw_call: syscall\n ret\n.globl raw_return\nraw_return: mov $15, %eax\n syscall\n hlt\n");
extern char raw_call[], raw_return[];

static void on_signal(int number) { (void)number; handled++; }

static void *count(void *place) { for (;;) ++*(_Atomic uint64_t *)place; }

static void *begin(void *unused) { starts++; return unused; }

static void *spawn(void *unused) {
  for (;;) { pthread_t t; if (pthread_create(&t, 0, begin, 0) == 0) pthread_join(t, 0); }
  return unused;
}

static void *send(void *target) {
  for (;;) {
    union sigval value = {0};
    if (!quiet && pthread_sigqueue(*(pthread_t *)target, SIGRTMIN + 4, value) == 0) sent++;
    usleep(200);
  }
}

// Sleeps that a stop cuts short are made again by the kernel, or end early with EINTR, and with nothing else.
static void *sleep_on(void *unused) {
  sleeping_thread = syscall(SYS_gettid);
  for (;;) { struct timespec t = {0, 3000000}; int e = clock_nanosleep(CLOCK_MONOTONIC, 0, &t, 0); if (e != 0 && e != 4) bad++; }
  return unused;
}

// Holds a pattern in every register a program may use, spins on it, and looks whether it is still there.
static void *hold(void *unused) {
  registers_thread = syscall(SYS_gettid);
  uint64_t wrong;
  for (;;) {
    __asm__ volatile(
        "push %%rbp\n"
        "mov $0x1111, %%rax\n movq %%rax, %%xmm0\n movq %%rax, %%xmm15\n pinsrq $1, %%rax, %%xmm15\n"
        "mov $0x2222, %%rbx\n mov $0x3333, %%rcx\n mov $0x4444, %%rdx\n mov $0x5555, %%rsi\n mov $0x6666, %%rdi\n mov $0x7777, %%rbp\n"
        "mov $0x8888, %%r8\n mov $0x9999, %%r9\n mov $0xaaaa, %%r10\n mov $0xbbbb, %%r11\n mov $0xcccc, %%r12\n mov $0xdddd, %%r13\n"
        "mov $0xeeee, %%r14\n fldpi\n stc\n mov $20000, %%r15\n"
        "1: dec %%r15\n jnz 1b\n"  // dec leaves the carry flag alone
        "setnc %%r15b\n movzx %%r15b, %%r15\n"
        "cmp $0x1111, %%rax\n jne 2f\n cmp $0x2222, %%rbx\n jne 2f\n cmp $0x3333, %%rcx\n jne 2f\n cmp $0x4444, %%rdx\n jne 2f\n"
        "cmp $0x5555, %%rsi\n jne 2f\n cmp $0x6666, %%rdi\n jne 2f\n cmp $0x7777, %%rbp\n jne 2f\n cmp $0x8888, %%r8\n jne 2f\n"
        "cmp $0x9999, %%r9\n jne 2f\n cmp $0xaaaa, %%r10\n jne 2f\n cmp $0xbbbb, %%r11\n jne 2f\n cmp $0xcccc, %%r12\n jne 2f\n"
        "cmp $0xdddd, %%r13\n jne 2f\n cmp $0xeeee, %%r14\n jne 2f\n"
        "movq %%xmm0, %%rax\n cmp $0x1111, %%rax\n jne 2f\n movq %%xmm15, %%rax\n cmp $0x1111, %%rax\n jne 2f\n"
        "pextrq $1, %%xmm15, %%rax\n cmp $0x1111, %%rax\n jne 2f\n"
        "fldpi\n fcomip %%st(1), %%st\n fstp %%st(0)\n je 3f\n"
        "2: mov $1, %%r15\n 3: pop %%rbp\n mov %%r15, %0\n"
        : "=m"(wrong)::"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm15",
          "memory", "cc");
    bad += wrong;
    rounds++;
  }
  return unused;
}

int main(void) {
  static pthread_t threads[COUNTERS + 4];
  sigset_t only;
  signal(SIGRTMIN + 4, on_signal);
  for (int i = 0; i < COUNTERS; i++) pthread_create(&threads[i], 0, count, (void *)&counters[i]);
  pthread_create(&threads[COUNTERS], 0, spawn, 0);
  pthread_create(&threads[COUNTERS + 1], 0, send, &threads[0]);
  pthread_create(&threads[COUNTERS + 2], 0, sleep_on, 0);
  pthread_create(&threads[COUNTERS + 3], 0, hold, 0);
  sigemptyset(&only); sigaddset(&only, SIGRTMIN + 4); pthread_sigmask(SIG_BLOCK, &only, 0);
  while (!registers_thread || !sleeping_thread) usleep(1000);
  puts("ready"); fflush(stdout);
  for (char line[99]; fgets(line, 99, stdin);) {
    if (!strncmp(line, "places", 6))
      printf("%lx %lx %lx %lx %x %d %d\n", (long)counters, (long)raw_call, (long)raw_return, (long)stack, (int)sizeof stack, registers_thread,
             sleeping_thread);
    else if (!strncmp(line, "counts", 6)) printf("%lu\n", counters[0] + counters[1] + counters[2] + counters[3]);
    else if (!strncmp(line, "starts", 6)) printf("%lu\n", starts);
    else if (!strncmp(line, "signals", 7)) printf("%lu %lu\n", sent, handled);
    else if (!strncmp(line, "quiet", 5)) { quiet = 1; puts("1"); }
    else if (!strncmp(line, "rounds", 6)) printf("%lu\n", rounds);
    else printf("%lu\n", bad);
    fflush(stdout);
  }
  return 0;
}
