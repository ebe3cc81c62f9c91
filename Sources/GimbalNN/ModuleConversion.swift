// Other precisions.
import GimbalTensor

extension Module {
    /// Converts every floating-point parameter and buffer below this module to another dtype, in place.
    ///
    /// Optimisers made before keep stepping the same parameters, but their own state stays in the old dtype.
    ///
    /// - Throws: `ModuleError` for a dtype that has no gradients.
    public final func convert(to dtype: DType) throws {
        guard dtype.isFloatingPoint else {
            throw ModuleError(
                "dtype", "\(type(of: self)) cannot be converted to \(dtype), which has no gradients.",
                fix: "Choose a floating-point dtype.")
        }
        let table = try table()
        for slot in Array(table.parameters.values) + Array(table.buffers.values) {
            guard let tensor = slot.tensor, tensor.dtype.isFloatingPoint, tensor.dtype != dtype else {
                continue
            }
            slot.replace(try tensor.detached().converted(to: dtype))
        }
    }
}
