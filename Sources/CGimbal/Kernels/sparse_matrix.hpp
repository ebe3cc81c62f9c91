// A sparse pattern as kernels see it, and how its rows are shared among threads.
#pragma once

#include "../guard.hpp"
#include "parallel.hpp"

#include <ATen/core/ivalue.h>
#include <torch/custom_class.h>

#include <algorithm>

namespace gimbal {

/// Products below this size are done before a second thread has woken up.
constexpr int64_t serialWork = 1 << 15;

struct Matrix : torch::CustomClassHolder {
    at::Tensor rowPointers, columns, transposedRowPointers, transposedColumns, permutation;
    int64_t rowCount, columnCount;

    int64_t entryCount() const { return columns.numel(); }
    /// Rows and columns as seen from a product with the matrix or with its transpose.
    int64_t rows(bool transposed) const { return transposed ? columnCount : rowCount; }
    const at::Tensor &pointers(bool transposed) const { return transposed ? transposedRowPointers : rowPointers; }
    const at::Tensor &sources(bool transposed) const { return transposed ? transposedColumns : columns; }
};
using MatrixRef = c10::intrusive_ptr<Matrix>;

inline MatrixRef matrix(const GSparse &source) {
    auto result = c10::make_intrusive<Matrix>();
    result->rowPointers = copied(source.rowPointers);
    result->columns = copied(source.columns);
    result->transposedRowPointers = copied(source.transposedRowPointers);
    result->transposedColumns = copied(source.transposedColumns);
    result->permutation = copied(source.permutation);
    result->rowCount = source.rowCount;
    result->columnCount = source.columnCount;
    return result;
}

/// First row of a member's share: shares hold about equally many entries, so that hubs do not stall the team.
template <class Index> int64_t shareStart(const Index *rowPointers, int64_t rowCount, int member, int teamSize) {
    if (member == 0) return 0;
    if (member >= teamSize) return rowCount;
    const int64_t target = int64_t(rowPointers[rowCount]) * member / teamSize;
    return std::lower_bound(rowPointers, rowPointers + rowCount, Index(target)) - rowPointers;
}

template <class Index, class Body>
void overRows(const Index *rowPointers, int64_t rowCount, int64_t width, const Body &body) {
    const int64_t work = (int64_t(rowPointers[rowCount]) + rowCount) * width;
    const int limit = work < serialWork ? 1 : teamLimit();
    parallelTeams(
        [&](int member, int teamSize) {
            const auto begin = shareStart(rowPointers, rowCount, member, teamSize);
            const auto end = shareStart(rowPointers, rowCount, member + 1, teamSize);
            if (begin < end) body(begin, end);
        },
        limit);
}

inline bool fused(const at::Tensor &x) {
    return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kDouble);
}

template <class Body> void dispatch(const at::Tensor &x, const at::Tensor &indices, const Body &body) {
    const bool narrow = indices.scalar_type() == at::kInt;
    if (x.scalar_type() == at::kFloat) {
        narrow ? body(float(), int32_t()) : body(float(), int64_t());
    } else {
        narrow ? body(double(), int32_t()) : body(double(), int64_t());
    }
}

}  // namespace gimbal
