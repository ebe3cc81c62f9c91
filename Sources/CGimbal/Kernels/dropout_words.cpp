// Philox 4x32-10 - Salmon, Moraes, Dror, Shaw 2011, Parallel random numbers: as easy as 1, 2, 3. Written from the paper.
#include "dropout_words.hpp"

#include "clones.hpp"

namespace {

constexpr int lanes = gimbal::dropoutBlock / 4;

struct Words {
    uint32_t w[4][lanes];
};

/// The words of the counters 16 * block ... 16 * block + 15; the rounds are unrolled, so that lanes are vectorised.
GIMBAL_INLINE void blockWords(Words &words, uint64_t block, uint64_t key) {
    const uint64_t start = block * lanes;
    const uint32_t low = uint32_t(start), high = uint32_t(start >> 32);
    for (int lane = 0; lane < lanes; ++lane) {
        // 16 counters never cross a multiple of 2^32.
        uint32_t a = low + uint32_t(lane), b = high, c = 0, d = 0;
        uint32_t key0 = uint32_t(key), key1 = uint32_t(key >> 32);
#pragma clang loop unroll(full)
        for (int round = 0; round < 10; ++round) {
            const uint64_t first = uint64_t(a) * 0xD2511F53u, second = uint64_t(c) * 0xCD9E8D57u;
            a = uint32_t(second >> 32) ^ b ^ key0;
            b = uint32_t(second);
            c = uint32_t(first >> 32) ^ d ^ key1;
            d = uint32_t(first);
            key0 += 0x9E3779B9u;
            key1 += 0xBB67AE85u;
        }
        words.w[0][lane] = a;
        words.w[1][lane] = b;
        words.w[2][lane] = c;
        words.w[3][lane] = d;
    }
}

template <class Value>
GIMBAL_INLINE void drop(const gimbal::DropoutJob<Value> &job, int64_t firstBlock, int64_t lastBlock) {
    Words words;
    const uint32_t *flat = &words.w[0][0];
    for (int64_t block = firstBlock; block < lastBlock; ++block) {
        blockWords(words, uint64_t(block), job.key);
        const int64_t first = block * gimbal::dropoutBlock;
        const Value *x = job.x + first;
        Value *y = job.y + first;
        if (first + gimbal::dropoutBlock <= job.count) {
            for (int i = 0; i < gimbal::dropoutBlock; ++i) y[i] = flat[i] <= job.lastKept ? x[i] * job.scale : Value(0);
        } else {
            for (int64_t i = 0; first + i < job.count; ++i)
                y[i] = flat[i] <= job.lastKept ? x[i] * job.scale : Value(0);
        }
    }
}

}  // namespace

GIMBAL_CLONES void gimbal::dropBlocks(const DropoutJob<float> &job, int64_t firstBlock, int64_t lastBlock) {
    drop(job, firstBlock, lastBlock);
}

GIMBAL_CLONES void gimbal::dropBlocks(const DropoutJob<double> &job, int64_t firstBlock, int64_t lastBlock) {
    drop(job, firstBlock, lastBlock);
}
