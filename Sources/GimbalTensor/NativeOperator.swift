// Operators of libtorch by their registered name, for the long tail that has no method of its own.
import CGimbal

/// An argument of an operator called by name.
public enum NativeArgument: Sendable {
    /// Nothing, where the operator takes an optional.
    case none
    /// A tensor.
    case tensor(Tensor)
    /// A list of tensors.
    case tensors([Tensor])
    /// An integer.
    case integer(Int)
    /// A list of integers, such as a shape.
    case integers([Int])
    /// A real number.
    case real(Double)
    /// A truth value.
    case bool(Bool)
    /// A text.
    case text(String)
}

/// Calls an operator of libtorch by name; arguments that are left away take the operator's defaults.
///
///     let distances = try callOperator("aten::pdist", [.tensor(points), .real(2)])[0]
///
/// - Parameters:
///   - name: registered name with namespace, such as `aten::addmm`.
///   - overload: name of the overload; empty for the plain one.
///   - arguments: in the order of the operator's schema.
/// - Returns: the tensors among the results, lists flattened.
/// - Throws: `TensorError` for an unknown operator, a wrong or missing argument, or what the operator itself
///   refuses.
public func callOperator(
    _ name: String, overload: String = "", _ arguments: [NativeArgument]
) throws(TensorError) -> [Tensor] {
    let lent = LentArguments(arguments)
    defer { lent.release() }
    var error = GError()
    let list = withExtendedLifetime(arguments) {
        g_call(name, overload, lent.values, Int64(lent.values.count), &error)
    }
    if error.code != 0 { throw TensorError(native: &error, operation: name, operands: lent.operands) }
    defer { g_list_free(list) }
    return (0..<Int(list.count)).compactMap { list.items?[$0].map(Tensor.init(owning:)) }
}

/// Memory that outlives one native call: lists and strings behind the arguments.
private struct LentArguments {
    private(set) var values: [GValue] = []
    private(set) var operands: [Tensor] = []
    private var buffers: [UnsafeMutableRawBufferPointer] = []

    init(_ arguments: [NativeArgument]) {
        for argument in arguments { values.append(value(argument)) }
    }

    func release() { for buffer in buffers { buffer.deallocate() } }

    private mutating func value(_ argument: NativeArgument) -> GValue {
        var value = GValue()
        switch argument {
        case .none: value.kind = 0
        case .tensor(let tensor):
            value.kind = 1
            value.tensor = tensor.handle.raw
            operands.append(tensor)
        case .integer(let integer): (value.kind, value.scalar) = (2, integer.native)
        case .bool(let bool): (value.kind, value.scalar) = (3, bool.native)
        case .real(let real): (value.kind, value.scalar) = (7, real.native)
        case .integers(let integers):
            (value.kind, value.count) = (4, Int64(integers.count))
            value.integers = lend(integers.map { Int64($0) })
        case .tensors(let tensors):
            (value.kind, value.count) = (5, Int64(tensors.count))
            value.tensors = lend(tensors.map(\.handle.raw))
            operands += tensors
        case .text(let text):
            value.kind = 6
            value.string = lend(Array(text.utf8CString))
        }
        return value
    }

    private mutating func lend<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element>? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, elements.count * MemoryLayout<Element>.stride),
            alignment: MemoryLayout<Element>.alignment)
        elements.withUnsafeBytes { buffer.copyMemory(from: $0) }
        buffers.append(buffer)
        return UnsafePointer(buffer.baseAddress?.assumingMemoryBound(to: Element.self))
    }
}
