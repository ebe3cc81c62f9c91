// Transforms with fixed parameters against another library's numbers.
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Image transforms against torchvision")
struct ImageTransformOracleTests {
    private static func image() throws -> Tensor {
        let values = try #require(try Fixtures.json("oracles/image-transforms.json")["image"]?.numbers)
        return try Tensor(values.map(Float.init), shape: [2, 3, 6, 8])
    }

    private static func check(_ found: Tensor, _ name: String, absolute: Double = 2e-6) throws {
        let entry = try #require(try Fixtures.json("oracles/image-transforms.json")[name])
        #expect(found.shape == entry["shape"]?.integers)
        let expected = try #require(entry["values"]?.numbers)
        let difference = mismatch(
            try found.doubles(), expected, Tolerance(absolute: absolute, relative: 1e-5))
        #expect(difference == nil, "\(name): \(difference ?? "")")
    }

    /// Applies a change of colours to each image.
    private static func changed(_ images: Tensor, _ change: ColorChange) throws -> Tensor {
        let result = try images.contiguous().cloned()
        let size = images.shape[1] * 48
        try result.withUnsafeMutableBytesInPlace { bytes in
            let values = bytes.bindMemory(to: Float.self)
            for start in [0, size] {
                change.apply(
                    UnsafeMutableBufferPointer(rebasing: values[start..<(start + size)]), planeSize: 48)
            }
        }
        return result
    }

    @Test("brightness, contrast, saturation and hue")
    func colours() throws {
        let image = try Self.image()
        try Self.check(try Self.changed(image, .brightness(1.3)), "brightness")
        try Self.check(try Self.changed(image, .contrast(0.6)), "contrast")
        try Self.check(
            try Self.changed(image.narrow(axis: 1, start: 0, length: 1), .contrast(1.7)), "contrast-grey")
        try Self.check(try Self.changed(image, .saturation(1.7)), "saturation")
        // Where two channels are nearly equal, a hue's rounding errors grow.
        try Self.check(try Self.changed(image, .hue(0.23)), "hue", absolute: 1e-5)
        try Self.check(try Self.changed(image, .hue(-0.4)), "hue-back", absolute: 1e-5)
    }

    @Test("greys, negatives, blur, statistics, sizes")
    func others() throws {
        let image = try Self.image(), stream = try RandomStream(seed: 1)
        try Self.check(try RandomGrayscale(probability: 1)(image, stream), "grayscale")
        try Self.check(try Solarize(probability: 1)(image, stream), "solarize")
        try Self.check(try GaussianBlur(size: 5, deviation: 1.2...1.2)(image, stream), "blur")
        let normalize = try NormalizeImages(means: [0.1, 0.5, 0.9], deviations: [0.2, 0.3, 0.4])
        try Self.check(try normalize(image, stream), "normalize")
        try Self.check(try Resize(height: 4, width: 5)(image, stream), "resize")
        try Self.check(try CenterCrop(height: 3, width: 3)(image, stream), "center-crop")
    }

    @Test("rotation, and rotation with shift, scale and shear")
    func affine() throws {
        let image = try Self.image()
        let rotated = try RandomAffine.rotation(degrees: 20...20)(image, RandomStream(seed: 1))
        try Self.check(rotated, "rotate", absolute: 1e-5)
        let amounts = AffineAmounts(degrees: -35, shiftX: 1, shiftY: -2, scale: 1.2, shear: 8)
        try Self.check(try AffineAmounts.transformed(image, [amounts, amounts]), "affine", absolute: 1e-5)
    }
}
