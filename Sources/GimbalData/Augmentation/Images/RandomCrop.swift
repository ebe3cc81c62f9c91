// Crops at random and central places, and flips.
import GimbalCore
import GimbalTensor

/// What lies around an image.
public enum ImagePadding: String, Sendable, Codable, CaseIterable {
    /// Zeros.
    case zeros
    /// The image mirrored at its outermost pixels, which are not repeated.
    case reflect
}

/// Cuts a piece out of each image at a random place, after padding.
///
/// - Shapes: `[N, C, H, W]` → `[N, C, height, width]`, uint8 or float32 as given.
/// - Paper: He et al. 2016, arXiv 1512.03385, section 4.2 (padding 4).
public struct RandomCrop: Augmentation, Codable, Equatable {
    /// Rows of a crop.
    public let height: Int
    /// Columns of a crop.
    public let width: Int
    /// Pixels added on each side before cropping.
    public let padding: Int
    /// What the added pixels are.
    public let fill: ImagePadding

    /// Describes crops.
    ///
    /// - Throws: `ConfigError` unless sizes are positive and the padding is not negative.
    public init(height: Int, width: Int, padding: Int = 0, fill: ImagePadding = .zeros) throws {
        self.height = height
        self.width = width
        self.padding = padding
        self.fill = fill
        try check()
    }

    private func check() throws {
        guard height > 0, width > 0, padding >= 0 else {
            throw augmentationError(
                "RandomCrop", "crops of \(height) x \(width) with padding \(padding) are not possible")
        }
    }

    /// Returns the crops.
    ///
    /// - Throws: `DataError` if the images are smaller than the crops.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        try check()
        let shape = try ImageShape(sample, "RandomCrop")
        try ImageKernel.require(shape, height: height, width: width, padding: padding, "RandomCrop")
        if fill == .reflect { try requireReflectable(shape) }
        let numbers = try ImageNumbers(shape, perImage: 2, stream)
        let space = (shape.height + 2 * padding - height + 1, shape.width + 2 * padding - width + 1)
        return try ImageKernel.resize(sample, shape, height: height, width: width) { index, source, target in
            var draws = numbers.image(index)
            let top = draws.next(below: space.0) - padding, left = draws.next(below: space.1) - padding
            copy(source, target, shape, sample.dtype.byteCount, top: top, left: left)
        }
    }

    private func requireReflectable(_ shape: ImageShape) throws {
        guard padding >= min(shape.height, shape.width) else { return }
        throw DataError(
            "images.size",
            "RandomCrop: images of \(shape.sizeText) cannot be mirrored \(padding) pixels beyond their edges.",
            fix: "Take less padding, or zeros.")
    }

    /// Copies row by row; what lies outside is filled.
    private func copy(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ shape: ImageShape,
        _ size: Int, top: Int, left: Int
    ) {
        let columns = max(0, -left)..<max(max(0, -left), min(width, shape.width - left))
        for channel in 0..<shape.channels {
            for row in 0..<height {
                let line = UnsafeMutableRawBufferPointer(
                    rebasing: target[((channel * height + row) * width * size)...].prefix(width * size))
                let inner = fill == .reflect ? Self.mirrored(top + row, shape.height) : top + row
                guard (0..<shape.height).contains(inner) else {
                    line.initializeMemory(as: UInt8.self, repeating: 0)
                    continue
                }
                let start = (channel * shape.height + inner) * shape.width
                let known = source[((start + left + columns.lowerBound) * size)...].prefix(
                    columns.count * size)
                UnsafeMutableRawBufferPointer(rebasing: line[(columns.lowerBound * size)...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: known))
                for column in 0..<width where !columns.contains(column) {
                    let place = Self.mirrored(left + column, shape.width)
                    for byte in 0..<size {
                        line[column * size + byte] =
                            fill == .zeros ? 0 : source[(start + place) * size + byte]
                    }
                }
            }
        }
    }

    private static func mirrored(_ place: Int, _ count: Int) -> Int {
        let inner = place < 0 ? -place : place
        return inner < count ? inner : 2 * (count - 1) - inner
    }
}

/// Cuts the middle out of each image.
///
/// - Shapes: `[N, C, H, W]` → `[N, C, height, width]`.
public struct CenterCrop: Augmentation, Codable, Equatable {
    /// Rows of a crop.
    public let height: Int
    /// Columns of a crop.
    public let width: Int

    /// Describes crops.
    ///
    /// - Throws: `ConfigError` unless sizes are positive.
    public init(height: Int, width: Int) throws {
        guard height > 0, width > 0 else {
            throw augmentationError("CenterCrop", "crops of \(height) x \(width) are not possible")
        }
        self.height = height
        self.width = width
    }

    /// Returns the crops; the stream is not used.
    ///
    /// - Throws: `DataError` if the images are smaller than the crops.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "CenterCrop")
        try ImageKernel.require(shape, height: height, width: width, padding: 0, "CenterCrop")
        // Half a pixel goes to the even side, as elsewhere.
        let top = Int((Double(shape.height - height) / 2).rounded(.toNearestOrEven))
        let left = Int((Double(shape.width - width) / 2).rounded(.toNearestOrEven))
        return try sample.narrow(axis: 2, start: top, length: height)
            .narrow(axis: 3, start: left, length: width).contiguous()
    }
}

/// Along which axis an image is mirrored.
public enum FlipDirection: String, Sendable, Codable, CaseIterable {
    /// Left becomes right.
    case horizontal
    /// Top becomes bottom.
    case vertical
}

/// Mirrors some of the images.
///
/// - Shapes: `[N, C, H, W]`, uint8 or float32 as given.
public struct RandomFlip: Augmentation, Codable, Equatable {
    /// What becomes what.
    public let direction: FlipDirection
    /// Share of images that are mirrored.
    public let probability: Double

    /// Describes flips.
    ///
    /// - Throws: `ConfigError` unless the probability lies in 0...1.
    public init(_ direction: FlipDirection = .horizontal, probability: Double = 0.5) throws {
        try checkProbability(probability, "RandomFlip")
        self.direction = direction
        self.probability = probability
    }

    /// Returns the images, some of them mirrored.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "RandomFlip")
        let numbers = try ImageNumbers(shape, perImage: 1, stream)
        let size = sample.dtype.byteCount
        return try ImageKernel.resize(sample, shape, height: shape.height, width: shape.width) {
            index, source, target in
            var draws = numbers.image(index)
            guard draws.removeFirst() < probability else { return target.copyMemory(from: source) }
            switch (direction, size) {
            case (.vertical, _): Self.mirrorRows(source, target, shape, size)
            case (.horizontal, 1): Self.mirrorColumns(source, target, shape, UInt8.self)
            default: Self.mirrorColumns(source, target, shape, Float.self)
            }
        }
    }

    private static func mirrorRows(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ shape: ImageShape,
        _ size: Int
    ) {
        let line = shape.width * size
        for row in 0..<(shape.channels * shape.height) {
            let (plane, inner) = row.quotientAndRemainder(dividingBy: shape.height)
            let from = (plane * shape.height + shape.height - 1 - inner) * line
            UnsafeMutableRawBufferPointer(rebasing: target[(row * line)...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from..<(from + line)]))
        }
    }

    private static func mirrorColumns<Element>(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ shape: ImageShape,
        _ type: Element.Type
    ) {
        let source = source.assumingMemoryBound(to: type), target = target.assumingMemoryBound(to: type)
        for start in stride(from: 0, to: source.count, by: max(shape.width, 1)) {
            let last = start + shape.width - 1
            for column in 0..<shape.width { target[start + column] = source[last - column] }
        }
    }
}
