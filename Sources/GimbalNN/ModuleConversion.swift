// Other precisions and devices.
import GimbalTensor

extension Module {
    /// Converts every floating-point parameter, buffer and constant below this module to another dtype, in place.
    ///
    /// The boxes stay the same: optimisers made before keep stepping the same parameters, but their own state stays in
    /// the old dtype.
    ///
    /// - Throws: `ModuleError` for a dtype that has no gradients.
    public final func convert(to dtype: DType) throws {
        guard dtype.isFloatingPoint else {
            throw ModuleError(
                "dtype", "\(type(of: self)) cannot be converted to \(dtype), which has no gradients.",
                fix: "Choose a floating-point dtype.")
        }
        try transform { tensor in
            let fits = !tensor.dtype.isFloatingPoint || tensor.dtype == dtype
            return fits ? tensor : try tensor.detached().converted(to: dtype)
        }
    }

    /// Moves every parameter, buffer and constant below this module to another device, in place.
    ///
    /// The boxes stay the same. Move before making an optimiser: its state lies where the parameters were at its first
    /// step.
    ///
    /// - Throws: `TensorError` if the device is not there; parts may then have been moved.
    public final func move(to device: Device) throws {
        try transform { $0.device == device ? $0 : try $0.detached().moved(to: device) }
    }

    private func transform(_ body: (Tensor) throws -> Tensor) throws {
        let table = try table()
        for slot in Array(table.parameters.values) + Array(table.buffers.values) {
            guard let tensor = slot.tensor else { continue }
            let new = try body(tensor)
            if new.handle !== tensor.handle { slot.replace(new) }
        }
        for constant in table.constants { try constant.transform(body) }
    }
}
