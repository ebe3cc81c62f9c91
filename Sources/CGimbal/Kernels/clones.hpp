// Function multiversioning: the loop is compiled once per instruction set and chosen when the program starts.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define GIMBAL_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GIMBAL_CLONES
#endif
// Inlined into every clone, so that each is compiled for its own instruction set.
#define GIMBAL_INLINE __attribute__((always_inline)) inline
