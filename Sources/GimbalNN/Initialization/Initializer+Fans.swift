// Inputs and outputs of weights, and drawing a whole network anew.
import GimbalTensor

extension Initializer {
    /// How many numbers a weight sums up, and how many sums each number enters.
    public struct Fans: Sendable, Hashable {
        /// Inputs per output.
        public let input: Int
        /// Outputs per input.
        public let output: Int
    }

    /// Returns the fans of a weight `[outputs, inputs, kernel...]`: inputs and outputs times the kernel's size.
    ///
    /// As PyTorch's: a grouped convolution's weight `[outputs, inputs / groups, kernel...]` has the right fan in, and a fan
    /// out that is too large by the number of groups; a transposed convolution's `[inputs, outputs, kernel...]` has both
    /// swapped. Strides are not looked at.
    ///
    /// - Throws: `ModuleError` for shapes with fewer than two axes.
    public static func fans(of shape: [Int]) throws -> Fans {
        guard shape.count >= 2 else {
            throw ModuleError(
                "fan", "Shape \(shape) has no fan in and out.", fix: "Use an initialiser that needs none.")
        }
        let kernel = shape.dropFirst(2).reduce(1, *)
        return Fans(input: shape[1] * kernel, output: shape[0] * kernel)
    }
}

extension Module {
    /// Draws parameters anew, as PyTorch's `module.apply(init_weights)`.
    ///
    ///     try network.initialize(with: .orthogonal(), context) { name, weight in weight.rank >= 2 }
    ///
    /// Boxes, dtypes and devices stay the same. A shared parameter is drawn once.
    ///
    /// - Parameter isMeant: whether the parameter of that dotted name is drawn; by default all are.
    /// - Throws: `ModuleError` if the initialiser does not suit a shape; parameters before it are then drawn.
    public final func initialize(
        with initializer: Initializer, _ context: Context,
        where isMeant: (_ name: String, _ parameter: Tensor) -> Bool = { _, _ in true }
    ) throws {
        for (name, slot) in try table().parameters {
            guard let own = slot.tensor, isMeant(name, own) else { continue }
            slot.replace(try initializer(own.shape, context).converted(to: own.dtype).moved(to: own.device))
        }
    }
}
