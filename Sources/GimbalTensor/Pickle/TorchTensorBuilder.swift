// A tensor from a storage, an offset, sizes and strides, each checked against the storage.
import Foundation

/// Makes the tensors that PyTorch files describe.
struct TorchTensorBuilder {
    private let budget: PickleBudget

    init(_ budget: PickleBudget) { self.budget = budget }

    /// Returns a whole storage as a tensor with one axis.
    func elements(of storage: TorchStorageReference) throws -> Tensor {
        try tensor(
            TorchTensorReference(
                storage: storage, dtype: storage.dtype ?? .uint8, offset: 0, shape: [storage.visibleCount],
                strides: [1]))
    }

    /// Returns a view into the storage's memory, which all tensors of the storage share.
    ///
    /// A tensor whose elements overlap (`expand`, `unfold`) gets memory of its own, so that it can be changed.
    func tensor(_ reference: TorchTensorReference) throws -> Tensor {
        let (shape, strides) = (reference.shape, reference.strides)
        guard shape.count == strides.count, shape.count <= 64 else {
            throw invalid("a tensor has \(shape.count) sizes and \(strides.count) strides")
        }
        guard shape.allSatisfy({ $0 >= 0 }), let count = checkedProduct(shape.map { max($0, 1) }),
            count <= Int.max / 16
        else { throw invalid("a tensor has the shape \(shape)") }
        guard strides.allSatisfy({ $0 >= 0 }) else {
            throw invalid("a tensor has the strides \(strides), which must not be negative")
        }
        guard reference.offset >= 0 else {
            throw invalid("a tensor begins at element \(reference.offset) of its storage")
        }
        if shape.contains(0) {
            guard count <= Int(Int32.max) else { throw invalid("a tensor has the shape \(shape)") }
            return try Tensor.zeros(shape, dtype: reference.dtype)
        }
        let storage = try typed(reference)
        let available = reference.storage.dtype == nil ? storage.count : reference.storage.visibleCount
        guard let last = lastPosition(reference), last < available else {
            throw invalid(
                "a tensor of shape \(shape) with strides \(strides) from element \(reference.offset) on does not "
                    + "fit its storage \"\(printable(reference.storage.key))\" of \(available) elements")
        }
        let view = try storage.asStrided(
            shape, strides: strides, offset: reference.storage.viewOffset + reference.offset)
        guard overlaps(shape, strides) else { return view }
        try budget.take(
            bytes: count * reference.dtype.byteCount, for: "a tensor of shape \(shape) with shared elements")
        return try view.contiguous()
    }

    private func typed(_ reference: TorchTensorReference) throws -> Tensor {
        let storage = try reference.storage.storages.elements(of: reference.storage)
        if reference.storage.dtype == nil, reference.dtype != .uint8 {
            guard storage.count.isMultiple(of: reference.dtype.byteCount) else {
                throw invalid(
                    "an untyped storage of \(storage.count) bytes holds no \(reference.dtype) elements")
            }
            return try callOperator(
                "aten::view", overload: "dtype",
                [.tensor(storage), .integer(Int(reference.dtype.rawValue))])[0]
        }
        guard storage.dtype == reference.dtype else {
            throw invalid("a tensor of \(reference.dtype) lies in a storage of \(storage.dtype)")
        }
        return storage
    }

    private func lastPosition(_ reference: TorchTensorReference) -> Int? {
        var last = reference.offset
        for (size, stride) in zip(reference.shape, reference.strides) {
            let (step, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
            let (sum, tooFar) = last.addingReportingOverflow(step)
            if overflow || tooFar { return nil }
            last = sum
        }
        return last
    }

    /// Whether elements may share memory: an axis does not step over all that the finer axes reach.
    private func overlaps(_ shape: [Int], _ strides: [Int]) -> Bool {
        var reach = 0
        for (stride, size) in zip(strides, shape).filter({ $1 > 1 }).sorted(by: { $0 < $1 }) {
            if stride <= reach { return true }
            reach += stride * (size - 1)
        }
        return false
    }

    private func invalid(_ what: String) -> PickleFailure { PickleFailure("tensor", what) }
}
