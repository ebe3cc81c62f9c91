// The loop of dropout over a range of blocks.
#pragma once

#include <cstdint>

namespace gimbal {

/// Elements that share one round of random words: 16 counters of four words.
constexpr int64_t dropoutBlock = 64;

/// y = x * scale where the element's word is below `keep`, else 0: everything that one thread needs, borrowed.
template <class Value> struct DropoutJob {
    const Value *x;
    Value *y;
    int64_t count;
    Value scale;
    uint32_t lastKept;  // the largest word that keeps its element
    uint64_t key;
};

/// Elements of blocks [firstBlock, lastBlock), clipped to `count`.
void dropBlocks(const DropoutJob<float> &job, int64_t firstBlock, int64_t lastBlock);
void dropBlocks(const DropoutJob<double> &job, int64_t firstBlock, int64_t lastBlock);

}  // namespace gimbal
