// What the agent needs in native code: a CoreCLR profiler that only answers "which body shall this method have" and makes calls
// for the agent from a thread the runtime does not know (the profiling interface refuses some calls from managed threads).
// No runtime, no signal handlers, no allocation while a thread is stopped: libc and pthread only.
//
// Slots and structures are those of corprof.idl in dotnet/runtime (src/coreclr/inc), the same from .NET 8 to .NET 10: interfaces
// only ever grow, so a slot never moves. A slot counts from 0 at QueryInterface.

#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

typedef int32_t hresult;
typedef void (*slot)(void);

enum
{
    S_OK = 0,
    S_FALSE = 1,
    E_NOINTERFACE = (int32_t)0x80004002,
    E_FAIL = (int32_t)0x80004005,
    E_OUTOFMEMORY = (int32_t)0x8007000E,
    CLASS_E_CLASSNOTAVAILABLE = (int32_t)0x80040111,
    CORPROF_E_PROFILER_CANCEL_ACTIVATION = (int32_t)0x80131375,
};

enum
{
    COR_PRF_ENABLE_REJIT = 0x00040000,
};

struct guid
{
    uint32_t data1;
    uint16_t data2, data3;
    uint8_t data4[8];
};

// Also ProfilerLibrary.ClassId in the engine.
static const struct guid own_class = {0x8BE4B6D2, 0x6577, 0x4AFF, {0x9B, 0x70, 0x4C, 0xE1, 0xA2, 0x4E, 0x70, 0x3A}};

static const struct guid iid_unknown = {0x00000000, 0x0000, 0x0000, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const struct guid iid_class_factory = {0x00000001, 0x0000, 0x0000, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const struct guid iid_profiler_info10 = {0x2F1B5152, 0xC869, 0x40C9, {0xAA, 0x5F, 0x3A, 0xBE, 0x02, 0x6B, 0xD7, 0x20}};

// ICorProfilerCallback to ICorProfilerCallback11.
static const struct guid callback_iids[] = {
    {0x176FBED1, 0xA55C, 0x4796, {0x98, 0xCA, 0xA9, 0xDA, 0x0E, 0xF8, 0x83, 0xE7}},
    {0x8A8CC829, 0xCCF2, 0x49FE, {0xBB, 0xAE, 0x0F, 0x02, 0x22, 0x28, 0x07, 0x1A}},
    {0x4FD2ED52, 0x7731, 0x4B8D, {0x94, 0x69, 0x03, 0xD2, 0xCC, 0x30, 0x86, 0xC5}},
    {0x7B63B2E3, 0x107D, 0x4D48, {0xB2, 0xF6, 0xF6, 0x1E, 0x22, 0x94, 0x70, 0xD2}},
    {0x8DFBA405, 0x8C9F, 0x45F8, {0xBF, 0xFA, 0x83, 0xB1, 0x4C, 0xEF, 0x78, 0xB5}},
    {0xFC13DF4B, 0x4448, 0x4F4F, {0x95, 0x0C, 0xBA, 0x8D, 0x19, 0xD0, 0x0C, 0x36}},
    {0xF76A2DBA, 0x1D52, 0x4539, {0x86, 0x6C, 0x2A, 0xA5, 0x18, 0xF9, 0xEF, 0xC3}},
    {0x5BED9B15, 0xC079, 0x4D47, {0xBF, 0xE2, 0x21, 0x5A, 0x14, 0x0C, 0x07, 0xE0}},
    {0x27583EC3, 0xC8F5, 0x482F, {0x80, 0x52, 0x19, 0x4B, 0x8C, 0xE4, 0x70, 0x5A}},
    {0xCEC5B60E, 0xC69C, 0x495F, {0x87, 0xF6, 0x84, 0xD2, 0x8E, 0xE1, 0x6F, 0xFB}},
    {0x42350846, 0xAAED, 0x47F7, {0xB1, 0x28, 0xFD, 0x0C, 0x98, 0x88, 0x1C, 0xDE}},
};

static int is_same(const struct guid *left, const struct guid *right)
{
    return memcmp(left, right, sizeof *left) == 0;
}

static slot method_of(void *object, unsigned index)
{
    return (*(slot **)object)[index];
}

// ---- Staged bodies: what each method shall have when the runtime next asks. One mutex guards everything down to the callbacks.

struct body
{
    struct body *next;
    uintptr_t module;
    uint32_t method;
    uint32_t size;
    int64_t delivered;
    uint8_t bytes[];
};

// One method the runtime asked about, or reported an error for. Also MethodReport in the agent.
struct report
{
    uintptr_t module;
    uint32_t method;
    hresult result;
};

struct report_list
{
    struct report *items;
    uint32_t count, capacity;
};

enum
{
    BUCKETS = 1024,
};

static pthread_mutex_t table_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct body *buckets[BUCKETS];
static struct report_list inliners, errors;
static void *profiler_info;

// The link that points, or would point, to the method's body.
static struct body **find_body(uintptr_t module, uint32_t method)
{
    struct body **link = &buckets[((module >> 4) * 31 + method) % BUCKETS];
    while (*link && ((*link)->module != module || (*link)->method != method))
    {
        link = &(*link)->next;
    }

    return link;
}

static void add_report(struct report_list *list, uintptr_t module, uint32_t method, hresult result)
{
    if (list->count == list->capacity)
    {
        uint32_t capacity = list->capacity ? list->capacity * 2 : 64;
        struct report *items = realloc(list->items, capacity * sizeof *items);
        if (!items)
        {
            return;
        }

        list->items = items;
        list->capacity = capacity;
    }

    list->items[list->count++] = (struct report){module, method, result};
}

static uint32_t take_reports(struct report_list *list, struct report *into, uint32_t capacity)
{
    pthread_mutex_lock(&table_mutex);
    uint32_t count = list->count < capacity ? list->count : capacity;
    if (count)
    {
        list->count -= count;
        memcpy(into, list->items + list->count, count * sizeof *into);
    }

    pthread_mutex_unlock(&table_mutex);
    return count;
}

// Replaces the body staged for the method and counts its deliveries from 0; without bytes, takes the staged body away.
EXPORT hresult hotfix_stage(uintptr_t module, uint32_t method, const void *bytes, uint32_t size)
{
    struct body *added = NULL;
    if (bytes)
    {
        added = malloc(sizeof *added + size);
        if (!added)
        {
            return E_OUTOFMEMORY;
        }

        *added = (struct body){NULL, module, method, size, 0};
        memcpy(added->bytes, bytes, size);
    }

    pthread_mutex_lock(&table_mutex);
    struct body **link = find_body(module, method);
    struct body *removed = *link;
    if (added)
    {
        added->next = removed ? removed->next : NULL;
        *link = added;
    }
    else if (removed)
    {
        *link = removed->next;
    }

    pthread_mutex_unlock(&table_mutex);
    free(removed);
    return S_OK;
}

// How often the runtime has taken the body that is staged now; -1 when none is.
EXPORT int64_t hotfix_delivered(uintptr_t module, uint32_t method)
{
    pthread_mutex_lock(&table_mutex);
    struct body *found = *find_body(module, method);
    int64_t delivered = found ? found->delivered : -1;
    pthread_mutex_unlock(&table_mutex);
    return delivered;
}

// Moves reports of methods that were compiled again with the body they were built with, because they had inlined a patched one.
EXPORT uint32_t hotfix_take_inliners(struct report *into, uint32_t capacity)
{
    return take_reports(&inliners, into, capacity);
}

// Moves reports of methods for which the runtime did not accept the new body.
EXPORT uint32_t hotfix_take_errors(struct report *into, uint32_t capacity)
{
    return take_reports(&errors, into, capacity);
}

// The ICorProfilerInfo10 of the runtime; null until it has attached this profiler.
EXPORT void *hotfix_profiler_info(void)
{
    return __atomic_load_n(&profiler_info, __ATOMIC_ACQUIRE);
}

// ---- Suspensions of the runtime. The runtime reports them only while COR_PRF_MONITOR_SUSPENDS is in the event mask, one at a time.

struct suspensions
{
    int64_t count;
    int64_t nanoseconds;
};

static struct suspensions suspended;
static int64_t suspended_since;

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

// All suspensions seen since the library was loaded.
EXPORT void hotfix_suspensions(struct suspensions *into)
{
    pthread_mutex_lock(&table_mutex);
    *into = suspended;
    pthread_mutex_unlock(&table_mutex);
}

static hresult runtime_suspend_started(void *self, int32_t reason)
{
    (void)self, (void)reason;
    pthread_mutex_lock(&table_mutex);
    suspended_since = now();
    pthread_mutex_unlock(&table_mutex);
    return S_OK;
}

static hresult runtime_resume_finished(void *self)
{
    (void)self;
    pthread_mutex_lock(&table_mutex);
    // Without a start, the mask was changed in the middle of a suspension.
    if (suspended_since)
    {
        suspended.count++;
        suspended.nanoseconds += now() - suspended_since;
        suspended_since = 0;
    }

    pthread_mutex_unlock(&table_mutex);
    return S_OK;
}

// ---- ICorProfilerCallback11.

static slot callback_slots[128];
static slot *callback_object = callback_slots;

static hresult callback_query_interface(void *self, const struct guid *iid, void **object)
{
    (void)self;
    int known = is_same(iid, &iid_unknown);
    for (size_t i = 0; i < sizeof callback_iids / sizeof *callback_iids; i++)
    {
        known |= is_same(iid, &callback_iids[i]);
    }

    *object = known ? &callback_object : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

// Static objects are never freed, so references need no counting.
static uint32_t count_reference(void *self)
{
    (void)self;
    return 1;
}

// Callbacks differ in their parameters only; the calling conventions of x64 and arm64 let a callee ignore them.
static hresult ignore_event(void *self)
{
    (void)self;
    return S_OK;
}

// Named in CORECLR_PROFILER, this library would take the only slot of every process: it serves attaching only.
static hresult initialize(void *self, void *unknown)
{
    (void)self, (void)unknown;
    return CORPROF_E_PROFILER_CANCEL_ACTIVATION;
}

static hresult initialize_for_attach(void *self, void *unknown, void *data, uint32_t size)
{
    (void)self, (void)data, (void)size;
    void *info = NULL;
    hresult result = ((hresult(*)(void *, const struct guid *, void **))method_of(unknown, 0))(unknown, &iid_profiler_info10, &info);
    if (result < 0 || !info)
    {
        return result < 0 ? result : E_FAIL;
    }

    // ICorProfilerInfo5::SetEventMask2, slot 82. ENABLE_REJIT can be asked for at no later time than this.
    result = ((hresult(*)(void *, uint32_t, uint32_t))method_of(info, 82))(info, COR_PRF_ENABLE_REJIT, 0);
    if (result < 0)
    {
        ((uint32_t(*)(void *))method_of(info, 2))(info);
        return result;
    }

    __atomic_store_n(&profiler_info, info, __ATOMIC_RELEASE);
    return S_OK;
}

static hresult profiler_detach_succeeded(void *self)
{
    (void)self;
    __atomic_store_n(&profiler_info, NULL, __ATOMIC_RELEASE);
    return S_OK;
}

static hresult get_rejit_parameters(void *self, uintptr_t module, uint32_t method, void *control)
{
    (void)self;
    hresult result = S_OK;
    pthread_mutex_lock(&table_mutex);
    struct body *found = *find_body(module, method);
    if (!found)
    {
        add_report(&inliners, module, method, S_OK);
    }
    else
    {
        // ICorProfilerFunctionControl::SetILFunctionBody, slot 4; it copies the bytes.
        result = ((hresult(*)(void *, uint32_t, const void *))method_of(control, 4))(control, found->size, found->bytes);
        if (result < 0)
        {
            add_report(&errors, module, method, result);
        }
        else
        {
            found->delivered++;
        }
    }

    pthread_mutex_unlock(&table_mutex);
    return result;
}

static hresult rejit_error(void *self, uintptr_t module, uint32_t method, uintptr_t function, hresult result)
{
    (void)self, (void)function;
    pthread_mutex_lock(&table_mutex);
    add_report(&errors, module, method, result);
    pthread_mutex_unlock(&table_mutex);
    return S_OK;
}

// ---- IClassFactory and the entry points the runtime looks for.

static slot factory_slots[5];
static slot *factory_object = factory_slots;

static hresult factory_query_interface(void *self, const struct guid *iid, void **object)
{
    (void)self;
    int known = is_same(iid, &iid_unknown) || is_same(iid, &iid_class_factory);
    *object = known ? &factory_object : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

static hresult create_instance(void *self, void *outer, const struct guid *iid, void **object)
{
    (void)outer;
    return callback_query_interface(self, iid, object);
}

static void fill_slots(void)
{
    for (size_t i = 0; i < sizeof callback_slots / sizeof *callback_slots; i++)
    {
        callback_slots[i] = (slot)ignore_event;
    }

    callback_slots[0] = (slot)callback_query_interface;
    callback_slots[1] = (slot)count_reference;
    callback_slots[2] = (slot)count_reference;
    callback_slots[3] = (slot)initialize;                 // ICorProfilerCallback::Initialize
    callback_slots[42] = (slot)runtime_suspend_started;   // ICorProfilerCallback::RuntimeSuspendStarted
    callback_slots[46] = (slot)runtime_resume_finished;   // ICorProfilerCallback::RuntimeResumeFinished
    callback_slots[80] = (slot)initialize_for_attach;     // ICorProfilerCallback3::InitializeForAttach
    callback_slots[82] = (slot)profiler_detach_succeeded; // ICorProfilerCallback3::ProfilerDetachSucceeded
    callback_slots[84] = (slot)get_rejit_parameters;      // ICorProfilerCallback4::GetReJITParameters
    callback_slots[86] = (slot)rejit_error;               // ICorProfilerCallback4::ReJITError

    factory_slots[0] = (slot)factory_query_interface;
    factory_slots[1] = (slot)count_reference;
    factory_slots[2] = (slot)count_reference;
    factory_slots[3] = (slot)create_instance;
    factory_slots[4] = (slot)ignore_event; // LockServer
}

EXPORT hresult DllGetClassObject(const struct guid *class_id, const struct guid *iid, void **object)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *object = NULL;
    if (!is_same(class_id, &own_class))
    {
        return CLASS_E_CLASSNOTAVAILABLE;
    }

    pthread_once(&once, fill_slots);
    return factory_query_interface(NULL, iid, object);
}

EXPORT hresult DllCanUnloadNow(void)
{
    return S_FALSE;
}

// ---- Calls made for the agent.

// Also NativeCall in the agent. Nothing the agent calls has more than ten parameters, none of them a floating-point number.
struct call
{
    slot function;
    uintptr_t arguments[10];
    int64_t result;
};

struct batch
{
    struct call *calls;
    int32_t count;
};

static void *run_calls(void *argument)
{
    struct batch *batch = argument;
    for (int32_t i = 0; i < batch->count; i++)
    {
        struct call *call = &batch->calls[i];
        uintptr_t *a = call->arguments;
        call->result = ((int64_t(*)(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t,
                                    uintptr_t))call->function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
    }

    return NULL;
}

// Makes the calls in order on a thread of their own, which ends with the last of them. It blocks every signal: the host's handlers,
// the runtime's among them, never run on it. Returns 0, or the error number when no thread could be made.
EXPORT int32_t hotfix_run(struct call *calls, int32_t count)
{
    enum
    {
        STACK_SIZE = 1024 * 1024,
    };

    struct batch batch = {calls, count};
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, previous;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    int error = pthread_create(&thread, &attributes, run_calls, &batch);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    pthread_attr_destroy(&attributes);
    if (error)
    {
        return error;
    }

    pthread_setname_np(thread, "hotfix");
    pthread_join(thread, NULL);
    return 0;
}
