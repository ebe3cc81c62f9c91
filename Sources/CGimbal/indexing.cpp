// Indexing with the meaning of PyTorch's `x[...]`: views for basic indices, a gather for masks and index tensors.
#include "guard.hpp"

#include <ATen/Functions.h>
#include <c10/util/Exception.h>

#include <algorithm>

using namespace gimbal;

namespace {

/// What is left of an index once integers, slices and new axes are applied.
struct Located {
    at::Tensor view;
    /// One entry per axis of `view` up to the last one that is indexed by a tensor; undefined where it is not.
    std::vector<at::Tensor> tensors;
    bool isAdvanced = false;
};

bool isMask(const at::Tensor &tensor) { return tensor.scalar_type() == at::kBool; }

/// Number of axes of the indexed tensor that an index uses up.
int64_t usedAxes(const GIndex &index) {
    switch (index.kind) {
    case G_INDEX_INTEGER:
    case G_INDEX_SLICE: return 1;
    case G_INDEX_TENSOR: {
        Borrowed tensor(index.tensor);
        return isMask(*tensor) ? tensor->dim() : 1;
    }
    default: return 0;
    }
}

class Locator {
  public:
    explicit Locator(const at::Tensor &tensor) { result_.view = tensor; }

    void apply(const GIndex &index, int64_t skipped) {
        switch (index.kind) {
        case G_INDEX_INTEGER: select(index.start); break;
        case G_INDEX_SLICE: slice(index.start, index.stop, index.step); break;
        case G_INDEX_ELLIPSIS: axis_ += skipped; break;
        case G_INDEX_NEW_AXIS: result_.view = result_.view.unsqueeze(axis_++); break;
        case G_INDEX_BOOLEAN: truth(index.start != 0); break;
        default: tensor(copied(index.tensor)); break;
        }
    }

    Located finish() { return std::move(result_); }

  private:
    void select(int64_t index) { result_.view = at::_ops::select_int::call(result_.view, axis_, index); }

    void slice(int64_t start, int64_t stop, int64_t step) {
        // A whole axis needs no new view.
        if (start != 0 || stop != INT64_MAX || step != 1)
            result_.view = at::slice(result_.view, axis_, start, stop, step);
        ++axis_;
    }

    /// A truth value adds an axis of one element (true) or none (false).
    void truth(bool value) {
        result_.view = result_.view.unsqueeze(axis_);
        record(at::zeros({value ? 1 : 0}, at::TensorOptions(at::kLong).device(result_.view.device())));
    }

    void tensor(const at::Tensor &index) {
        if (isMask(index)) {
            if (index.dim() == 0) return truth(index.item<bool>());
            TORCH_CHECK_INDEX(
                axis_ + index.dim() <= result_.view.dim() &&
                    index.sizes() == result_.view.sizes().slice(axis_, index.dim()),
                "mask of shape ", index.sizes(), " on a tensor of shape ", result_.view.sizes(), " from axis ", axis_);
            // A mask stands for the positions of its true elements, one index tensor per axis.
            for (auto &positions : index.nonzero().unbind(1)) record(positions);
            return;
        }
        TORCH_CHECK_TYPE(
            c10::isIntegralType(index.scalar_type(), false) && index.scalar_type() != at::kByte, "index tensor of ",
            index.scalar_type());
        if (index.dim() == 0) {
            select(index.item<int64_t>());
        } else {
            bool isNative = index.scalar_type() == at::kLong || index.scalar_type() == at::kInt;
            record(isNative ? index : index.to(at::kLong));
        }
    }

    void record(at::Tensor positions) {
        result_.tensors.resize(axis_ + 1);
        result_.tensors[axis_++] = std::move(positions);
        result_.isAdvanced = true;
    }

    Located result_;
    int64_t axis_ = 0;
};

Located locate(const at::Tensor &tensor, const GIndex *indices, int64_t count) {
    int64_t used = 0, ellipses = 0;
    for (int64_t i = 0; i < count; ++i) {
        used += usedAxes(indices[i]);
        ellipses += indices[i].kind == G_INDEX_ELLIPSIS;
    }
    TORCH_CHECK_INDEX(used <= tensor.dim(), used, " axes are indexed, the tensor has ", tensor.dim());
    TORCH_CHECK_INDEX(ellipses <= 1, "more than one ellipsis");
    Locator locator(tensor);
    for (int64_t i = 0; i < count; ++i) locator.apply(indices[i], tensor.dim() - used);
    return locator.finish();
}

c10::List<std::optional<at::Tensor>> optionals(const std::vector<at::Tensor> &tensors) {
    c10::List<std::optional<at::Tensor>> list;
    list.reserve(tensors.size());
    for (const auto &tensor : tensors)
        list.push_back(tensor.defined() ? std::optional<at::Tensor>(tensor) : std::nullopt);
    return list;
}

/// Leading axes of one element do not matter to an assignment.
at::Tensor withoutLeadingOnes(const at::Tensor &value, int64_t rank) {
    auto sizes = value.sizes();
    while (static_cast<int64_t>(sizes.size()) > rank && sizes[0] == 1) sizes = sizes.slice(1);
    return sizes.size() == value.sizes().size() ? value : value.view(sizes);
}

/// Rank of what `at::index` would return: the index tensors share the axes of their broadcast.
int64_t selectionRank(const Located &found) {
    int64_t indexed = 0, broadcast = 0;
    for (const auto &tensor : found.tensors) {
        if (!tensor.defined()) continue;
        ++indexed;
        broadcast = std::max(broadcast, tensor.dim());
    }
    return found.view.dim() - indexed + broadcast;
}

}  // namespace

GTensor g_tensor_index(GTensor tensor, const GIndex *indices, int64_t count, GError *error) {
    return guard(error, [&] {
        Borrowed self(tensor);
        auto found = locate(*self, indices, count);
        if (found.isAdvanced) return owned(at::index(found.view, optionals(found.tensors)));
        return owned(found.view.is_same(*self) ? at::alias(found.view) : std::move(found.view));
    });
}

void g_tensor_index_assign(
    GTensor tensor, const GIndex *indices, int64_t count, GTensor value, GError *error) {
    guard(error, [&] {
        Borrowed self(tensor);
        auto found = locate(*self, indices, count);
        auto source = copied(value);
        if (found.isAdvanced) {
            source = source.to(source.dim() == 0 ? source.device() : found.view.device(), found.view.scalar_type());
            found.view.index_put_(optionals(found.tensors), withoutLeadingOnes(source, selectionRank(found)));
        } else {
            found.view.copy_(withoutLeadingOnes(source, found.view.dim()));
        }
    });
}
