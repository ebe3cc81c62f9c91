// Differentiable functions written in Swift.
import CGimbal
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A function with a backward of its own.
///
/// `backward` gets the inputs, the outputs and the cotangents of the outputs (nil for one that nothing used)
/// and returns a gradient, or nil, per input. Written with differentiable operators, it can itself be
/// differentiated.
public struct CustomFunction: Sendable {
    /// Computes outputs from inputs.
    public typealias Forward = @Sendable (_ inputs: [Tensor]) throws -> [Tensor]
    /// Computes a gradient, or nil, per input.
    public typealias Backward =
        @Sendable (_ inputs: [Tensor], _ outputs: [Tensor], _ cotangents: [Tensor?]) throws -> [Tensor?]

    /// Number of tensors that `forward` returns.
    public let outputCount: Int
    let forward: Forward
    let backward: Backward

    /// Creates a function from its two directions.
    public init(outputCount: Int = 1, forward: @escaping Forward, backward: @escaping Backward) {
        self.outputCount = outputCount
        self.forward = forward
        self.backward = backward
    }

    /// Applies the function and records it on the tape.
    ///
    /// - Throws: what `forward` throws; a `TensorError` if it returns another number of tensors than
    ///   `outputCount`. Errors of `backward` reach the caller of `gradients` or `backward`.
    public func callAsFunction(_ inputs: Tensor...) throws -> [Tensor] { try apply(inputs) }

    /// Applies the function to an array of inputs and records it on the tape.
    public func apply(_ inputs: [Tensor]) throws -> [Tensor] {
        let context = Unmanaged.passRetained(FunctionContext(self)).toOpaque()
        let native = GFunction(
            context: context, forward: forwardEntry, backward: backwardEntry, release: releaseEntry)
        var outputs = [OpaquePointer?](repeating: nil, count: outputCount)
        var error = GError()
        withExtendedLifetime(inputs) {
            g_function_apply(
                native, inputs.map(\.handle.raw), Int64(inputs.count), &outputs, Int64(outputCount), &error)
        }
        if error.code != 0 { throw callbackFailure(&error, operation: "CustomFunction", operands: inputs) }
        return outputs.compactMap { $0.map(Tensor.init(owning:)) }
    }
}

/// The errors that callbacks threw, by thread, kept until the outer native call returns.
private let pendingErrors = Mutex<[UInt: any Error]>([:])

private var currentThread: UInt {
    #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
    #else
        UInt(pthread_self())
    #endif
}

private final class FunctionContext: Sendable {
    let function: CustomFunction
    init(_ function: CustomFunction) { self.function = function }
}

private func function(_ context: UnsafeMutableRawPointer) -> CustomFunction {
    Unmanaged<FunctionContext>.fromOpaque(context).takeUnretainedValue().function
}

private func borrowed(_ raw: OpaquePointer) -> Tensor { Tensor(owning: g_tensor_retain(raw)) }

/// Runs a callback's body; keeps what it throws and reports false.
private func kept(_ body: () throws -> Void) -> Bool {
    do {
        try body()
        return true
    } catch {
        let thread = currentThread
        pendingErrors.withLock { $0[thread] = error }
        return false
    }
}

private let forwardEntry:
    @convention(c) (
        UnsafeMutableRawPointer, UnsafePointer<OpaquePointer>, Int64, UnsafeMutablePointer<OpaquePointer?>,
        Int64
    ) -> Bool = { context, inputs, inputCount, results, outputCount in
        kept {
            let outputs = try function(context).forward((0..<Int(inputCount)).map { borrowed(inputs[$0]) })
            guard outputs.count == Int(outputCount) else {
                throw TensorError(
                    code: "tensor.callback", operation: "CustomFunction",
                    message: "forward returned \(outputs.count) tensors, expected \(outputCount)",
                    fix: "Return as many tensors as outputCount says.")
            }
            for (i, output) in outputs.enumerated() { results[i] = g_tensor_retain(output.handle.raw) }
        }
    }

private let backwardEntry:
    @convention(c) (
        UnsafeMutableRawPointer, UnsafePointer<OpaquePointer>, Int64, UnsafePointer<OpaquePointer>, Int64,
        UnsafePointer<OpaquePointer?>, UnsafeMutablePointer<OpaquePointer?>
    ) -> Bool = { context, inputs, inputCount, outputs, outputCount, cotangents, results in
        kept {
            let gradients = try function(context).backward(
                (0..<Int(inputCount)).map { borrowed(inputs[$0]) },
                (0..<Int(outputCount)).map { borrowed(outputs[$0]) },
                (0..<Int(outputCount)).map { cotangents[$0].map(borrowed) })
            guard gradients.count == Int(inputCount) else {
                throw TensorError(
                    code: "tensor.callback", operation: "CustomFunction",
                    message: "backward returned \(gradients.count) gradients, expected \(inputCount)",
                    fix: "Return one gradient, or nil, per input.")
            }
            for (i, gradient) in gradients.enumerated() {
                results[i] = gradient.map { g_tensor_retain($0.handle.raw) }
            }
        }
    }

private let releaseEntry: @convention(c) (UnsafeMutableRawPointer) -> Void = { context in
    Unmanaged<FunctionContext>.fromOpaque(context).release()
}

/// The error that a callback threw when there is one, else the native one.
func callbackFailure(_ error: inout GError, operation: String, operands: [Tensor]) -> any Error {
    let thread = currentThread
    let pending = pendingErrors.withLock { $0.removeValue(forKey: thread) }
    let native = TensorError(native: &error, operation: operation, operands: operands)
    return pending ?? native
}

/// The same for operators with typed throws: the callback's error becomes the text of a `TensorError`.
func failure(_ error: inout GError, operation: String, operands: [Tensor]) -> TensorError {
    let found = callbackFailure(&error, operation: operation, operands: operands)
    if let found = found as? TensorError { return found }
    return TensorError(
        code: "tensor.callback", operation: operation, message: String(describing: found), fix: "")
}
