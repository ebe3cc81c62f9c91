// Softmax over the entries of each row, one per column of the scores.
#include "clones.hpp"
#include "entry_rows.hpp"

#include <limits>

namespace {

/// What exp needs to know of a type: the bits of its exponent, and how far its polynomial goes.
template <class Value> struct Format;
template <> struct Format<float> {
    using Bits = int32_t;
    static constexpr int mantissa = 23, bias = 127, terms = 7;
    static constexpr float magic = 12582912.0f, least = -87.0f;  // magic = 1.5 * 2^23
    static constexpr float high = 0.693359375f, low = -2.12194440e-4f;
};
template <> struct Format<double> {
    using Bits = int64_t;
    static constexpr int mantissa = 52, bias = 1023, terms = 13;
    static constexpr double magic = 6755399441055744.0, least = -708.0;  // magic = 1.5 * 2^52
    static constexpr double high = 6.93145751953125e-1, low = 1.42860682030941723212e-6;
};

/// e^x for x <= 0, without calls and branches, so that loops over it are vectorised; below `least` it is 0.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; the series of e^r ends below the rounding error.
template <class Value> GIMBAL_INLINE Value exponential(Value x) {
    using F = Format<Value>;
    using Bits = typename F::Bits;
    const Value clamped = x < F::least ? F::least : x;
    // Adding the magic number rounds to the nearest integer and leaves it in the lowest bits.
    const Value shifted = clamped * Value(1.44269504088896340736) + F::magic;
    const Value n = shifted - F::magic;
    const Value r = (clamped - n * F::high) - n * F::low;
    Value series = 1;
#pragma clang loop unroll(full)
    for (int k = F::terms; k > 0; --k) series = 1 + series * (r * (Value(1) / Value(k)));
    const Bits power = (__builtin_bit_cast(Bits, shifted) << F::mantissa) + (Bits(F::bias) << F::mantissa);
    const Value result = series * __builtin_bit_cast(Value, power);
    return x < F::least ? Value(0) : result;
}

/// `Width` columns of one row: the scores are read twice, the exponentials once more.
template <int Width, class Value, class Index>
GIMBAL_INLINE void softmaxBlock(
    const gimbal::EntryRows<Value, Index> &job, Index begin, Index end, int64_t column) {
    Value largest[Width], sum[Width] = {};
    for (int h = 0; h < Width; ++h) largest[h] = -std::numeric_limits<Value>::infinity();
    for (Index e = begin; e < end; ++e) {
        const Value *s = job.in + int64_t(e) * job.width + column;
        // Not-a-number stays: it is neither larger nor equal to itself.
        for (int h = 0; h < Width; ++h) largest[h] = s[h] > largest[h] || s[h] != s[h] ? s[h] : largest[h];
    }
    for (Index e = begin; e < end; ++e) {
        const Value *s = job.in + int64_t(e) * job.width + column;
        Value *y = job.out + int64_t(e) * job.width + column;
        Value power[Width];
        for (int h = 0; h < Width; ++h) power[h] = exponential(s[h] - largest[h]);
        for (int h = 0; h < Width; ++h) sum[h] += power[h];
        for (int h = 0; h < Width; ++h) y[h] = power[h];
    }
    for (int h = 0; h < Width; ++h) sum[h] = 1 / sum[h];
    for (Index e = begin; e < end; ++e) {
        Value *y = job.out + int64_t(e) * job.width + column;
        for (int h = 0; h < Width; ++h) y[h] *= sum[h];
    }
}

template <class Value, class Index>
GIMBAL_INLINE void softmax(const gimbal::EntryRows<Value, Index> &job, int64_t firstRow, int64_t lastRow) {
    for (int64_t row = firstRow; row < lastRow; ++row) {
        const Index begin = job.rowPointers[row], end = job.rowPointers[row + 1];
        if (begin == end) continue;
        int64_t column = 0;
        for (; column + 8 <= job.width; column += 8) softmaxBlock<8>(job, begin, end, column);
        for (; column + 4 <= job.width; column += 4) softmaxBlock<4>(job, begin, end, column);
        for (; column < job.width; ++column) softmaxBlock<1>(job, begin, end, column);
    }
}

}  // namespace

#define GIMBAL_ROWS(Value, Index)                                                                           \
    GIMBAL_CLONES void gimbal::softmaxRows(const EntryRows<Value, Index> &job, int64_t begin, int64_t end) { \
        softmax(job, begin, end);                                                                           \
    }

GIMBAL_ROWS(float, int32_t)
GIMBAL_ROWS(float, int64_t)
GIMBAL_ROWS(double, int32_t)
GIMBAL_ROWS(double, int64_t)
