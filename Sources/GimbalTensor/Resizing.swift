// Resizing of sequences, images and volumes in every mode.
import CGimbal

/// How `interpolated` reads between the elements.
public enum InterpolationMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// The element at the scaled index, rounded down, as old versions of other libraries have it.
    case nearest
    /// The element nearest to the scaled centre.
    case nearestExact = "nearest-exact"
    /// Linear along sequences `[N, C, L]`.
    case linear
    /// Linear along both axes of images `[N, C, H, W]`.
    case bilinear
    /// Cubic along both axes of images `[N, C, H, W]`; may overshoot.
    case bicubic
    /// Linear along all axes of volumes `[N, C, D, H, W]`.
    case trilinear
    /// Averages over the elements that a new one covers.
    case area
}

extension Tensor {
    /// Resizes sequences `[N, C, L]`, images `[N, C, H, W]` or volumes `[N, C, D, H, W]` to a size.
    ///
    /// - Parameters:
    ///   - size: one per spatial axis, or one for all of them.
    ///   - mode: `linear`, `bilinear` with `bicubic`, and `trilinear` each take inputs of one rank only.
    ///   - alignCorners: whether the outermost elements' centres stay where they are instead of their edges
    ///     (linear and cubic modes only).
    ///   - antialias: whether shrinking averages over what is skipped (`bilinear` and `bicubic` only).
    /// - Throws: `TensorError` for a rank, size or option that the mode does not take.
    public func interpolated(
        to size: [Int], mode: InterpolationMode = .nearest, alignCorners: Bool = false,
        antialias: Bool = false
    ) throws(TensorError) -> Tensor {
        let sizes = try perSpatialAxis(size, "size")
        guard sizes.allSatisfy({ $0 > 0 }) else {
            throw resizingError("size \(sizes) is not positive", fix: "Give sizes of at least 1.")
        }
        try checkResizing(mode, alignCorners: alignCorners, antialias: antialias)
        return try interpolated(
            Target(sizes: sizes, factors: nil), mode, alignCorners: alignCorners, antialias: antialias)
    }

    /// Resizes sequences, images or volumes by factors; sizes are rounded down.
    ///
    /// Positions are computed from the given factors, not from the rounded sizes.
    ///
    /// - Parameters:
    ///   - factors: one per spatial axis, or one for all of them.
    ///   - mode: `linear`, `bilinear` with `bicubic`, and `trilinear` each take inputs of one rank only.
    ///   - alignCorners: whether the outermost elements' centres stay where they are instead of their edges
    ///     (linear and cubic modes only).
    ///   - antialias: whether shrinking averages over what is skipped (`bilinear` and `bicubic` only).
    /// - Throws: `TensorError` for a rank, factor or option that the mode does not take.
    public func interpolated(
        scale factors: [Double], mode: InterpolationMode = .nearest, alignCorners: Bool = false,
        antialias: Bool = false
    ) throws(TensorError) -> Tensor {
        let scales = try perSpatialAxis(factors, "scale")
        let sizes = zip(shape.dropFirst(2), scales).map { size, factor in Double(size) * factor }
        guard sizes.allSatisfy({ $0 >= 1 && $0 < 1e15 }) else {
            throw resizingError(
                "scale \(scales) makes nothing of shape \(shape)", fix: "Give factors that leave at least 1.")
        }
        try checkResizing(mode, alignCorners: alignCorners, antialias: antialias)
        return try interpolated(
            Target(sizes: sizes.map { Int($0) }, factors: scales), mode, alignCorners: alignCorners,
            antialias: antialias)
    }

    /// The sizes to reach, or the factors that lead there.
    private struct Target {
        var sizes: [Int]
        var factors: [Double]?
        /// The counts that the native call reads: -1 stands for "not given".
        var sizeCount: Int { factors == nil ? sizes.count : -1 }
        var factorCount: Int { factors?.count ?? -1 }
    }

    private func interpolated(
        _ target: Target, _ mode: InterpolationMode, alignCorners: Bool, antialias: Bool
    ) throws(TensorError) -> Tensor {
        switch mode {
        case .nearest: return try nearest(target)
        case .nearestExact: return try nearestExact(target)
        case .area: return try averagedDown(to: target.sizes)
        case .linear, .bilinear, .bicubic, .trilinear:
            let (raw, sizes, factors) = (handle.raw, target.sizes, target.factors)
            let (m, n) = (target.sizeCount, target.factorCount)
            return try call("interpolated", operands: [self]) { error in
                switch (mode, antialias) {
                case (.linear, _): g_upsample_linear1d_vec(raw, sizes, m, alignCorners, factors, n, &error)
                case (.trilinear, _):
                    g_upsample_trilinear3d_vec(raw, sizes, m, alignCorners, factors, n, &error)
                case (.bicubic, false):
                    g_upsample_bicubic2d_vec(raw, sizes, m, alignCorners, factors, n, &error)
                case (.bicubic, true):
                    g__upsample_bicubic2d_aa_vec(raw, sizes, m, alignCorners, factors, n, &error)
                case (_, true): g__upsample_bilinear2d_aa_vec(raw, sizes, m, alignCorners, factors, n, &error)
                case (_, false): g_upsample_bilinear2d_vec(raw, sizes, m, alignCorners, factors, n, &error)
                }
            }
        }
    }

    private func nearest(_ target: Target) throws(TensorError) -> Tensor {
        let (raw, sizes, factors) = (handle.raw, target.sizes, target.factors)
        let (m, n) = (target.sizeCount, target.factorCount)
        return try call("interpolated", operands: [self]) { error in
            switch sizes.count {
            case 1: g_upsample_nearest1d_vec(raw, sizes, m, factors, n, &error)
            case 2: g_upsample_nearest2d_vec(raw, sizes, m, factors, n, &error)
            default: g_upsample_nearest3d_vec(raw, sizes, m, factors, n, &error)
            }
        }
    }

    private func nearestExact(_ target: Target) throws(TensorError) -> Tensor {
        let (raw, sizes, factors) = (handle.raw, target.sizes, target.factors)
        let (m, n) = (target.sizeCount, target.factorCount)
        return try call("interpolated", operands: [self]) { error in
            switch sizes.count {
            case 1: g__upsample_nearest_exact1d_vec(raw, sizes, m, factors, n, &error)
            case 2: g__upsample_nearest_exact2d_vec(raw, sizes, m, factors, n, &error)
            default: g__upsample_nearest_exact3d_vec(raw, sizes, m, factors, n, &error)
            }
        }
    }

    private func averagedDown(to sizes: [Int]) throws(TensorError) -> Tensor {
        switch sizes.count {
        case 1: try adaptiveAveragePool1d(sizes)
        case 2: try adaptiveAveragePool2d(sizes)
        default: try adaptiveAveragePool3d(sizes)
        }
    }

    private func perSpatialAxis<Value>(_ values: [Value], _ name: String) throws(TensorError) -> [Value] {
        guard (3...5).contains(rank) else {
            throw resizingError(
                "shape \(shape) has \(rank) axes, expected [N, C, L], [N, C, H, W] or [N, C, D, H, W]",
                fix: "Insert axes with `unsqueezed(axis: 0)`.")
        }
        if values.count == 1 { return Array(repeating: values[0], count: rank - 2) }
        guard values.count == rank - 2 else {
            throw resizingError(
                "\(name) has \(values.count) values for \(rank - 2) spatial axes of shape \(shape)",
                fix: "Give one per axis, or one for all.")
        }
        return values
    }

    private func checkResizing(
        _ mode: InterpolationMode, alignCorners: Bool, antialias: Bool
    ) throws(TensorError) {
        let needed: Int? =
            switch mode {
            case .linear: 3
            case .bilinear, .bicubic: 4
            case .trilinear: 5
            case .nearest, .nearestExact, .area: nil
            }
        if let needed, needed != rank {
            throw resizingError(
                "mode \(mode.rawValue) takes \(needed) axes, shape \(shape) has \(rank)",
                fix: "Use linear for 3 axes, bilinear or bicubic for 4, trilinear for 5.")
        }
        if alignCorners, needed == nil {
            throw resizingError(
                "mode \(mode.rawValue) has no corners to align", fix: "Leave `alignCorners` away.")
        }
        if antialias, mode != .bilinear, mode != .bicubic {
            throw resizingError(
                "mode \(mode.rawValue) has no antialiasing", fix: "Use bilinear or bicubic, or mode area.")
        }
    }

    private func resizingError(_ message: String, fix: String) -> TensorError {
        TensorError(code: "tensor.shape", operation: "interpolated", message: message, fix: fix)
    }
}
