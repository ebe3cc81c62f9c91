// The one place where a native call's failure becomes a Swift error.
import CGimbal

// `operands` is only evaluated after a failure; the good path pays for one comparison. Each helper has the shape of one
// kind of result.

/// Calls an operator that returns one tensor.
@inline(__always)
package func call(
    _ operation: StaticString, operands: @autoclosure () -> [Tensor], _ body: (inout GError) -> OpaquePointer?
) throws(TensorError) -> Tensor {
    var error = GError()
    if let raw = body(&error) { return Tensor(owning: raw) }
    throw nativeFailure(&error, operation, operands())
}

/// Calls an operator that changes its operands and returns nothing.
@inline(__always)
package func callVoid(
    _ operation: StaticString, operands: @autoclosure () -> [Tensor], _ body: (inout GError) -> Void
) throws(TensorError) {
    var error = GError()
    body(&error)
    if error.code != G_OK { throw nativeFailure(&error, operation, operands()) }
}

/// Calls an operator that returns a number or truth value.
@inline(__always)
package func callValue<Value>(
    _ operation: StaticString, operands: @autoclosure () -> [Tensor], _ body: (inout GError) -> Value
) throws(TensorError) -> Value {
    var error = GError()
    let value = body(&error)
    if error.code != G_OK { throw nativeFailure(&error, operation, operands()) }
    return value
}

/// Calls an operator that returns a list of tensors.
@inline(__always)
package func callList(
    _ operation: StaticString, operands: @autoclosure () -> [Tensor], _ body: (inout GError) -> GTensorList
) throws(TensorError) -> [Tensor] {
    var error = GError()
    let list = body(&error)
    if error.code != G_OK { throw nativeFailure(&error, operation, operands()) }
    defer { g_list_free(list) }
    return UnsafeBufferPointer(start: list.items, count: Int(list.count)).compactMap {
        $0.map(Tensor.init(owning:))
    }
}

/// The results of an operator that returns several tensors, before they become handles.
package typealias RawResults = UnsafeMutablePointer<OpaquePointer?>

/// Calls an operator that returns two tensors.
@inline(__always)
package func callTuple2(
    _ operation: StaticString, operands: @autoclosure () -> [Tensor],
    _ body: (RawResults, inout GError) -> Void
) throws(TensorError) -> (Tensor, Tensor) {
    let all = try callTuple(2, operation, operands: operands(), body)
    return (all[0], all[1])
}

/// Calls an operator that returns three tensors.
@inline(__always)
package func callTuple3(
    _ operation: StaticString, operands: @autoclosure () -> [Tensor],
    _ body: (RawResults, inout GError) -> Void
) throws(TensorError) -> (Tensor, Tensor, Tensor) {
    let all = try callTuple(3, operation, operands: operands(), body)
    return (all[0], all[1], all[2])
}

/// Calls an operator that returns four tensors.
@inline(__always)
package func callTuple4(
    _ operation: StaticString, operands: @autoclosure () -> [Tensor],
    _ body: (RawResults, inout GError) -> Void
) throws(TensorError) -> (Tensor, Tensor, Tensor, Tensor) {
    let all = try callTuple(4, operation, operands: operands(), body)
    return (all[0], all[1], all[2], all[3])
}

private func callTuple(
    _ count: Int, _ operation: StaticString, operands: @autoclosure () -> [Tensor],
    _ body: (RawResults, inout GError) -> Void
) throws(TensorError) -> [Tensor] {
    var error = GError()
    let tensors = withUnsafeTemporaryAllocation(of: OpaquePointer?.self, capacity: count) { buffer in
        buffer.initialize(repeating: nil)
        if let results = buffer.baseAddress { body(results, &error) }
        return buffer.compactMap { $0.map(Tensor.init(owning:)) }
    }
    if error.code != G_OK || tensors.count != count { throw nativeFailure(&error, operation, operands()) }
    return tensors
}

/// The handles of a list, for a call that borrows them.
@inline(__always)
package func rawHandles(_ tensors: [Tensor]) -> [OpaquePointer] { tensors.map(\.handle.raw) }

/// The handles of a list with gaps, for a call that borrows them.
package func rawHandles(_ tensors: [Tensor?]) -> [OpaquePointer?] { tensors.map { $0?.handle.raw } }

/// An optional value as an optional array, which passes to C as a pointer that may be null.
@inline(__always)
func optionalArray<Value>(_ value: Value?) -> [Value]? { value.map { [$0] } }

/// Cold, so that operators stay small.
@inline(never)
private func nativeFailure(_ error: inout GError, _ operation: StaticString, _ operands: [Tensor])
    -> TensorError
{
    TensorError(native: &error, operation: operation.description, operands: operands)
}
