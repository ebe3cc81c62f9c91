// What all augmentations of images share: checked shapes, numbers per image, loops over images and planes.
//
// Loops are plain Swift over contiguous memory: they run on the thread of the loader alone, while libtorch's own
// operators would compete with the training step for all cores.
import GimbalCore
import GimbalTensor

/// Sizes of a batch of images.
struct ImageShape {
    let count: Int
    let channels: Int
    let height: Int
    let width: Int
    /// Pixels of one channel.
    var planeSize: Int { height * width }
    /// Values of one image.
    var imageSize: Int { channels * planeSize }
    /// Rows and columns as a text.
    var sizeText: String { "\(height) x \(width)" }

    /// Checks a batch.
    ///
    /// - Throws: `DataError` unless it is `[N, C, H, W]` of uint8 or float32.
    init(_ images: Tensor, _ name: String) throws {
        let shape = images.shape
        guard shape.count == 4, [.uint8, .float32].contains(images.dtype) else {
            throw DataError(
                "images.shape",
                "\(name): the images are \(shape) of \(images.dtype), expected [N, C, H, W] of uint8 or float32.",
                fix: "Insert the missing axes, or convert.")
        }
        (count, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    }
}

/// Uniform numbers for the images of a batch, all drawn at once.
struct ImageNumbers {
    private let values: [Double]
    private let perImage: Int

    /// Draws as many numbers per image as it may need at most: what one image uses moves no other's.
    init(_ shape: ImageShape, perImage: Int, _ stream: RandomStream) throws {
        values = try uniformNumbers(shape.count * perImage, stream)
        self.perImage = perImage
    }

    /// The numbers of one image, in [0, 1).
    func image(_ index: Int) -> ArraySlice<Double> {
        values[(index * perImage)..<((index + 1) * perImage)]
    }
}

extension ArraySlice<Double> {
    /// Takes the next number as one in a range.
    mutating func next(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + removeFirst() * (range.upperBound - range.lowerBound)
    }

    /// Takes the next number as a whole one below a bound.
    mutating func next(below bound: Int) -> Int { Swift.min(Int(removeFirst() * Double(bound)), bound - 1) }
}

enum ImageKernel {
    /// Makes a batch of another size image by image, of any type of elements.
    ///
    /// - Parameter body: gets the image's number, its bytes, and the bytes to fill.
    static func resize(
        _ images: Tensor, _ shape: ImageShape, height: Int, width: Int,
        _ body: (Int, UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Void
    ) throws -> Tensor {
        let result = try Tensor.empty([shape.count, shape.channels, height, width], dtype: images.dtype)
        let source = shape.imageSize * images.dtype.byteCount
        let target = shape.channels * height * width * images.dtype.byteCount
        try images.withUnsafeBytes { from in
            try result.withUnsafeMutableBytesInPlace { to in
                for index in 0..<shape.count {
                    body(
                        index,
                        UnsafeRawBufferPointer(rebasing: from[(index * source)..<((index + 1) * source)]),
                        UnsafeMutableRawBufferPointer(rebasing: to[(index * target)..<((index + 1) * target)])
                    )
                }
            }
        }
        return result
    }

    /// Returns a copy as floats, bytes divided by 255.
    static func floats(_ images: Tensor) throws -> Tensor {
        guard images.dtype == .uint8 else { return try images.contiguous().cloned() }
        let result = try Tensor.empty(images.shape, dtype: .float32)
        try images.withUnsafeBytes { source in
            try result.withUnsafeMutableBytesInPlace { target in
                let target = target.bindMemory(to: Float.self)
                for index in source.indices { target[index] = Float(source[index]) / 255 }
            }
        }
        return result
    }

    /// Returns a copy as floats in which `body` has changed the planes of each image.
    ///
    /// - Parameter body: gets the image's number and its values `[channels, height, width]`.
    static func change(
        _ images: Tensor, _ shape: ImageShape, _ body: (Int, UnsafeMutableBufferPointer<Float>) -> Void
    ) throws -> Tensor {
        let result = try floats(images)
        try result.withUnsafeMutableBytesInPlace { bytes in
            let values = bytes.bindMemory(to: Float.self), size = shape.imageSize
            for index in 0..<shape.count {
                body(
                    index, UnsafeMutableBufferPointer(rebasing: values[(index * size)..<((index + 1) * size)])
                )
            }
        }
        return result
    }

    /// Refuses a number of channels that is not one of some.
    static func require(channels: [Int], _ shape: ImageShape, _ name: String) throws {
        guard !channels.contains(shape.channels) else { return }
        throw DataError(
            "images.channels",
            "\(name): the images have \(shape.channels) channels, expected "
                + channels.map(String.init).joined(separator: " or ") + ".", fix: "Leave this step out.")
    }

    /// Refuses a crop that does not fit.
    static func require(_ shape: ImageShape, height: Int, width: Int, padding: Int, _ name: String) throws {
        guard height > shape.height + 2 * padding || width > shape.width + 2 * padding else { return }
        let padded = padding > 0 ? " with \(padding) around them" : ""
        throw DataError(
            "images.size",
            "\(name): crops of \(height) x \(width) do not fit into images of \(shape.sizeText)\(padded).",
            fix: "Take smaller crops, or resize the images.")
    }
}
