// Pooling that libtorch composes in Python: power averages, unpooling, local response normalisation.

extension Tensor {
    /// Returns (sum of x^p)^(1/p) over windows of sequences `[N, C, L]`.
    ///
    /// - Parameters:
    ///   - p: 1 gives sums; large values approach maxima. Odd and fractional powers want inputs that are not
    ///     negative.
    ///   - stride: the kernel's size unless given.
    /// - Throws: `TensorError` if the window does not fit.
    public func lpPool1d(
        p: Double, kernelSize: Int, stride: Int? = nil, ceilMode: Bool = false
    ) throws(TensorError) -> Tensor {
        try pow(p).averagePool1d(
            kernelSize: [kernelSize], stride: [stride ?? kernelSize], ceilMode: ceilMode
        )
        .rootOfSum(p, count: kernelSize)
    }

    /// Returns (sum of x^p)^(1/p) over windows of images `[N, C, H, W]`.
    ///
    /// - Parameters:
    ///   - p: 1 gives sums; large values approach maxima. Odd and fractional powers want inputs that are not
    ///     negative.
    ///   - stride: the kernel's size unless given.
    /// - Throws: `TensorError` if the window does not fit.
    public func lpPool2d(
        p: Double, kernelSize: [Int], stride: [Int]? = nil, ceilMode: Bool = false
    ) throws(TensorError) -> Tensor {
        let kernel = spread(kernelSize, 2)
        return try pow(p).averagePool2d(kernelSize: kernel, stride: stride ?? kernel, ceilMode: ceilMode)
            .rootOfSum(p, count: kernel.reduce(1, *))
    }

    /// Returns (sum of x^p)^(1/p) over windows of volumes `[N, C, D, H, W]`.
    ///
    /// - Parameters:
    ///   - p: 1 gives sums; large values approach maxima. Odd and fractional powers want inputs that are not
    ///     negative.
    ///   - stride: the kernel's size unless given.
    /// - Throws: `TensorError` if the window does not fit.
    public func lpPool3d(
        p: Double, kernelSize: [Int], stride: [Int]? = nil, ceilMode: Bool = false
    ) throws(TensorError) -> Tensor {
        let kernel = spread(kernelSize, 3)
        return try pow(p).averagePool3d(kernelSize: kernel, stride: stride ?? kernel, ceilMode: ceilMode)
            .rootOfSum(p, count: kernel.reduce(1, *))
    }

    /// From the mean of powers to the root of their sum; a negative sum (odd p) keeps its sign inside.
    private func rootOfSum(_ p: Double, count: Int) throws(TensorError) -> Tensor {
        try (sign() * abs().relu() * count).pow(1 / p)
    }

    /// Puts pooled maxima of sequences back to where they were, zero elsewhere.
    ///
    /// - Parameters:
    ///   - indices: from `maxPool1dWithIndices`.
    ///   - stride: the kernel's size unless given.
    ///   - length: of the result; the shortest that the pooling could have had unless given.
    /// - Throws: `TensorError` if an index lies outside.
    public func maxUnpool1d(
        _ indices: Tensor, kernelSize: Int, stride: Int? = nil, padding: Int = 0, length: Int? = nil
    ) throws(TensorError) -> Tensor {
        let shortest = try unpooled(size(-1), kernelSize, stride ?? kernelSize, padding)
        return try unsqueezed(axis: -1).maxUnpool2d(
            indices.unsqueezed(axis: -1), size: [length ?? shortest, 1]
        )
        .squeezed(axis: -1)
    }

    /// Puts pooled maxima of images back to where they were, zero elsewhere.
    ///
    /// - Parameters:
    ///   - indices: from `maxPool2dWithIndices`.
    ///   - stride: the kernel's size unless given.
    /// - Throws: `TensorError` if an index lies outside.
    public func maxUnpool2d(
        _ indices: Tensor, kernelSize: [Int], stride: [Int]? = nil, padding: [Int] = [0]
    ) throws(TensorError) -> Tensor {
        let (kernel, step, pad) = try windows(2, kernelSize, stride, padding)
        return try maxUnpool2d(indices, size: unpooled(2, kernel, step, pad))
    }

    /// Puts pooled maxima of volumes back to where they were, zero elsewhere.
    ///
    /// - Parameters:
    ///   - indices: from `maxPool3dWithIndices`.
    ///   - stride: the kernel's size unless given.
    /// - Throws: `TensorError` if an index lies outside.
    public func maxUnpool3d(
        _ indices: Tensor, kernelSize: [Int], stride: [Int]? = nil, padding: [Int] = [0]
    ) throws(TensorError) -> Tensor {
        let (kernel, step, pad) = try windows(3, kernelSize, stride, padding)
        return try maxUnpool3d(indices, size: unpooled(3, kernel, step, pad), stride: step, padding: pad)
    }

    private func windows(
        _ count: Int, _ kernelSize: [Int], _ stride: [Int]?, _ padding: [Int]
    ) throws(TensorError) -> ([Int], [Int], [Int]) {
        let kernel = spread(kernelSize, count)
        let parts = (kernel, spread(stride ?? kernel, count), spread(padding, count))
        guard rank >= count, [parts.0, parts.1, parts.2].allSatisfy({ $0.count == count }) else {
            throw TensorError(
                code: "tensor.shape", operation: "maxUnpool\(count)d",
                message: "shape \(shape), kernel \(kernelSize), stride \(stride ?? kernelSize) and padding "
                    + "\(padding) do not have \(count) spatial axes",
                fix: "Give one number per axis, or one for all.")
        }
        return parts
    }

    private func unpooled(_ count: Int, _ kernel: [Int], _ stride: [Int], _ padding: [Int]) -> [Int] {
        shape.suffix(count).enumerated().map { unpooled($1, kernel[$0], stride[$0], padding[$0]) }
    }

    private func unpooled(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
        (size - 1) * stride - 2 * padding + kernel
    }

    private func spread(_ values: [Int], _ count: Int) -> [Int] {
        values.count == 1 ? Array(repeating: values[0], count: count) : values
    }

    /// Divides by the energy of neighbouring channels: x / (k + alpha mean(x^2))^beta over `size` channels.
    ///
    /// Shapes: `[N, C, ...]` gives the same.
    ///
    /// - Paper: Krizhevsky, Sutskever and Hinton (2012), section 3.3, with alpha divided by `size`.
    /// - Throws: `TensorError` for fewer than three axes.
    public func localResponseNorm(
        size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1
    ) throws(TensorError) -> Tensor {
        guard rank >= 3, size > 0 else {
            throw TensorError(
                code: "tensor.shape", operation: "localResponseNorm",
                message: "shape \(shape) with size \(size), expected at least three axes and a positive size",
                fix: "Insert an axis with `unsqueezed(axis: -1)`.")
        }
        let energy = try square().reshaped([shape[0], 1, shape[1], -1])  // [N, 1, C, positions]
            .padded([0, 0, size / 2, (size - 1) / 2])
            .averagePool2d(kernelSize: [size, 1], stride: [1])
        return try self / (energy.reshaped(shape) * alpha + k).pow(beta)
    }
}
