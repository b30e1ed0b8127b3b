/* Threaded dispatch for the interpreter loop, and the one trick with its views.

   TARGET(OP_X)   at the start of an opcode's code: a C label with gcc and clang, nothing elsewhere.
   DISPATCH(op)   at its end: jumps to the label of the next opcode; elsewhere the loop's switch decides.
   REBASE(v, p)   points a typed memoryview at other storage. The views belong to the VM and never own
                  what they show; their length is not consulted (bounds checks are the loop's own).

   Without the barrier gcc merges all dispatches into a few indirect jumps, which costs 7-8 %.
   SERAPH_NO_COMPUTED_GOTO turns threading off (CI builds and tests both). */
#ifndef SERAPH_DISPATCH_H
#define SERAPH_DISPATCH_H
#include <stdint.h>
#include <string.h>
#include "opcodes.h"
#include "platform.h"

#if defined(__GNUC__) && !defined(SERAPH_NO_COMPUTED_GOTO)
#define SERAPH_THREADED 1
#define DISPATCH_TABLE() static const void *const op_labels[256] = {OPCODE_LABELS}
#define TARGET(op) L_##op:
#define DISPATCH(op) do { __asm__ volatile("" :: "i"(__LINE__)); goto *op_labels[(op)]; } while (0)
#else
#define SERAPH_THREADED 0
#define DISPATCH_TABLE() ((void)0)
#define TARGET(op) ((void)0)
#define DISPATCH(op) ((void)0)
#endif

#define REBASE(view, base) ((view).data = (char *)(base))

/* A float lives in the low half of a slot, zeros above. */
static inline float f32_of(int64_t bits) {
    uint32_t low = (uint32_t)bits;
    float value;
    memcpy(&value, &low, 4);
    return value;
}

static inline int64_t bits_of(float value) {
    uint32_t low;
    memcpy(&low, &value, 4);
    return (int64_t)low;
}

/* n is small: a call of memset (which is what compilers make of a plain loop) would cost more than the work. */
static inline void clear_slots(int64_t *first, uint32_t n) {
    for (; n; n--) {
        *first++ = 0;
#if defined(__GNUC__)
        __asm__ volatile("");
#endif
    }
}

#endif
