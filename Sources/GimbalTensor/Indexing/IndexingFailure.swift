// Finds out, after an index was refused, which one it was and what would fit.
import CGimbal

/// Says what is wrong with `indices`; falls back on the native text.
@inline(never)
func indexingFailure(
    _ error: inout GError, _ operation: String, _ tensor: Tensor, _ indices: [AxisIndex],
    _ value: Tensor? = nil
) -> TensorError {
    let diagnosis = IndexDiagnosis(operation: operation, shape: tensor.shape)
    let found =
        diagnosis.structure(indices) ?? diagnosis.firstMisfit(indices) ?? diagnosis.broadcast(indices)
        ?? value.flatMap { diagnosis.assignment(tensor, indices, $0) }
    let native = TensorError(native: &error, operation: operation, operands: [tensor])
    return found ?? native
}

private struct IndexDiagnosis {
    let operation: String
    let shape: [Int]

    /// Too many indices, or two ellipses.
    func structure(_ indices: [AxisIndex]) -> TensorError? {
        let used = indices.reduce(0) { $0 + $1.usedAxes }
        if used > shape.count {
            return failure(
                "tensor.index", "\(used) axes are indexed, shape \(shape) has \(shape.count)",
                fix: "Leave \(used - shape.count) out, or insert axes with `.newAxis`.")
        }
        let ellipses = indices.count {
            if case .ellipsis = $0.kind { true } else { false }
        }
        guard ellipses > 1 else { return nil }
        return failure(
            "tensor.index", "\(ellipses) ellipses leave open which axes they stand for",
            fix: "Keep one and write `.all` for the other axes.")
    }

    /// The first index that does not fit its axis.
    func firstMisfit(_ indices: [AxisIndex]) -> TensorError? {
        var axis = 0
        let skipped = shape.count - indices.reduce(0) { $0 + $1.usedAxes }
        for index in indices {
            if let found = misfit(index, axis: axis) { return found }
            if case .ellipsis = index.kind { axis += skipped } else { axis += index.usedAxes }
        }
        return nil
    }

    /// Lists of positions that do not broadcast with each other.
    func broadcast(_ indices: [AxisIndex]) -> TensorError? {
        let shapes = indices.compactMap(\.positionShape)
        for (i, first) in shapes.enumerated() {
            for second in shapes[(i + 1)...] {
                let pairs = zip(first.reversed(), second.reversed())
                if pairs.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) { continue }
                return failure(
                    "tensor.shape", "positions of shapes \(first) and \(second) do not broadcast",
                    fix: "Give as many positions for each axis, or select one axis after the other.")
            }
        }
        return nil
    }

    /// A value that does not fit what the indices select, or a target that may not be written.
    func assignment(_ tensor: Tensor, _ indices: [AxisIndex], _ value: Tensor) -> TensorError? {
        if tensor.requiresGradient, operation != "replacing" {
            return failure(
                "tensor.gradient", "a tensor that requires a gradient is not changed in place",
                fix: "Use `replacing(at:with:)`, or write inside `withoutGradient { ... }`.")
        }
        let selected = withoutGradient { try? tensor.detached().elements(indices: indices).shape }
        guard let selected else { return nil }
        return failure(
            "tensor.shape", "a value of shape \(value.shape) does not fit the selected \(selected)",
            fix: "Give a value that broadcasts to \(selected).")
    }

    private func misfit(_ index: AxisIndex, axis: Int) -> TensorError? {
        switch index.kind {
        case .integer(let position): outOfRange([position], axis)
        case .positions(let positions): outOfRange(positions, axis)
        case .slice(_, _, let step) where step <= 0:
            failure(
                "tensor.index", "the slice of axis \(axis) has step \(step)",
                fix: "Use a positive step; `flipped(axis: \(axis))` reverses.")
        case .mask(let mask): mismatch([mask.count], axis)
        case .tensor(let tensor): misfit(tensor, axis)
        default: nil
        }
    }

    private func misfit(_ tensor: Tensor, _ axis: Int) -> TensorError? {
        if tensor.dtype == .bool { return mismatch(tensor.shape, axis) }
        if !tensor.dtype.isInteger || tensor.dtype == .uint8 {
            return failure(
                "tensor.dtype", "the index of axis \(axis) is \(tensor.dtype)",
                fix: "Use `.bool` for a mask or `.int64` for positions: `converted(to:)`.")
        }
        guard let bounds = try? tensor.aminmax(), let low = try? bounds.min.integerItem(),
            let high = try? bounds.max.integerItem()
        else { return nil }
        return outOfRange([low, high], axis)
    }

    private func outOfRange(_ positions: [Int], _ axis: Int) -> TensorError? {
        let size = shape[axis]
        guard let position = positions.first(where: { $0 < -size || $0 >= size }) else { return nil }
        return failure(
            "tensor.index", "index \(position) is out of range for axis \(axis) of shape \(shape)",
            fix: size == 0 ? "The axis is empty." : "Use an index in \(-size)..<\(size).")
    }

    private func mismatch(_ mask: [Int], _ axis: Int) -> TensorError? {
        let covered = Array(shape[axis..<(axis + mask.count)])
        guard mask != covered else { return nil }
        return failure(
            "tensor.shape",
            "a mask of shape \(mask) does not cover \(covered), axis \(axis) of shape \(shape)",
            fix: "Give a mask of shape \(covered).")
    }

    private func failure(_ code: String, _ message: String, fix: String) -> TensorError {
        TensorError(code: code, operation: operation, message: message, fix: fix)
    }
}

extension AxisIndex {
    /// Number of axes of the indexed tensor that the index uses up.
    fileprivate var usedAxes: Int {
        switch kind {
        case .integer, .slice, .positions, .mask: 1
        case .tensor(let tensor): tensor.dtype == .bool ? tensor.rank : 1
        case .ellipsis, .newAxis, .boolean: 0
        }
    }

    /// The shape with which the index takes part in broadcasting; nil where it does not.
    fileprivate var positionShape: [Int]? {
        switch kind {
        case .positions(let positions): [positions.count]
        case .mask(let mask): [mask.count { $0 }]
        case .tensor(let tensor) where tensor.dtype == .bool:
            (try? tensor.countNonzero().integerItem()).map { [$0] }
        case .tensor(let tensor): tensor.rank == 0 ? nil : tensor.shape
        default: nil
        }
    }
}
