// Closed forms of image transforms, their randomness, and what they refuse.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Image transforms")
struct ImageTransformTests {
    /// Images whose pixels all differ: image number, channel, row and column as digits.
    private static func numbered(_ count: Int, channels: Int = 1, height: Int = 4, width: Int = 5) throws
        -> Tensor
    {
        let values = (0..<(count * channels * height * width)).map { Float($0) / 4096 }
        return try Tensor(values, shape: [count, channels, height, width])
    }

    private static func bytes(_ count: Int, height: Int = 4, width: Int = 5) throws -> Tensor {
        let values = (0..<(count * height * width)).map { UInt8($0 % 255 + 1) }
        return try Tensor(values, shape: [count, 1, height, width])
    }

    @Test("crops are pieces of the padded image, bytes and floats alike", arguments: ImagePadding.allCases)
    func crops(fill: ImagePadding) throws {
        let images = try Self.bytes(40)
        let crop = try RandomCrop(height: 4, width: 5, padding: 2, fill: fill)
        let found = try crop(images, RandomStream(seed: 3))
        let floats = try crop(images.converted(to: .float32), RandomStream(seed: 3))
        let same = try sameBits(try floats.converted(to: .uint8), found)
        #expect(same)
        let padded =
            switch fill {
            case .zeros: try images.converted(to: .float32).padded([2, 2, 2, 2])
            case .reflect: try images.converted(to: .float32).padded([2, 2, 2, 2], mode: .reflect)
            }
        var places: Set<[Int]> = []
        for index in 0..<40 {
            let wanted = try found.select(index, axis: 0).integers()
            let place = try (0..<25).first { place in
                let piece = try padded.select(index, axis: 0).narrow(axis: 1, start: place / 5, length: 4)
                    .narrow(axis: 2, start: place % 5, length: 5)
                return try piece.contiguous().integers() == wanted
            }
            places.insert([try #require(place)])
        }
        // 40 draws of 25 places meet many of them.
        #expect(places.count > 12)
    }

    @Test("flips mirror rows or columns of the share that was asked for", arguments: FlipDirection.allCases)
    func flips(direction: FlipDirection) throws {
        let images = try Self.bytes(200)
        let mirrored = try images.flipped(axis: direction == .horizontal ? 3 : 2)
        let always = try RandomFlip(direction, probability: 1)
        let same = try sameBits(try always(images, RandomStream(seed: 1)), mirrored)
        #expect(same)
        let floats = try always(images.converted(to: .float32), RandomStream(seed: 1)).converted(to: .uint8)
        let sameFloats = try sameBits(floats, mirrored)
        #expect(sameFloats)
        let half = try RandomFlip(direction)(images, RandomStream(seed: 1))
        let changed = try (0..<200).filter { index in
            try half.select(index, axis: 0).integers() != images.select(index, axis: 0).integers()
        }
        #expect((70...130).contains(changed.count))
        for index in changed {
            #expect(try half.select(index, axis: 0).integers() == mirrored.select(index, axis: 0).integers())
        }
    }

    @Test("a resized crop of the whole image resizes it; others have the area and ratio that were asked for")
    func resizedCrops() throws {
        let images = try Self.numbered(6, height: 8, width: 8)
        let whole = try RandomResizedCrop(height: 4, width: 4, scale: 1...1, ratio: 1...1)
        let resized = try Resize(height: 4, width: 4)(images, RandomStream(seed: 1))
        #expect(try mismatch(try whole(images, RandomStream(seed: 1)), resized) == nil)
        // A quarter of the area with ratio 1 is 4 x 4: no resizing, so a piece as it is.
        let quarter = try RandomResizedCrop(height: 4, width: 4, scale: 0.25...0.25, ratio: 1...1)
        let pieces = try quarter(images, RandomStream(seed: 2))
        for index in 0..<6 {
            let values = try pieces.select(index, axis: 0).doubles().map { Int(($0 * 4096).rounded()) }
            let (row, column) = (values[0] % 64 / 8, values[0] % 8)
            #expect(values[0] / 64 == index)
            #expect(values == (0..<16).map { values[0] + $0 / 4 * 8 + $0 % 4 })
            #expect(row <= 4 && column <= 4)
        }
        // No piece of ratio 8 fits into a square: the central one within the ratios is taken.
        let wide = try RandomResizedCrop(height: 1, width: 8, scale: 1...1, ratio: 8...8)
        let middle = try wide(images, RandomStream(seed: 2)).select(0, axis: 0).doubles().map {
            Int(($0 * 4096).rounded())
        }
        #expect(middle == Array(24..<32))
        let byteCrops = try quarter(Self.bytes(3, height: 8, width: 8), RandomStream(seed: 2))
        #expect(byteCrops.dtype == .uint8)
    }

    @Test("multi-crop makes views of several sizes, two views differ")
    func views() throws {
        let images = try Self.numbered(3, channels: 3, height: 16, width: 16)
        let crops = [
            CropViews(count: 2, size: 8, scale: 0.14...1), CropViews(count: 3, size: 4, scale: 0.05...0.14),
        ]
        let views = try Views.multiCrop(crops, then: RandomFlip())(images, RandomStream(seed: 1))
        #expect(
            views.map(\.shape) == [[3, 3, 8, 8], [3, 3, 8, 8], [3, 3, 4, 4], [3, 3, 4, 4], [3, 3, 4, 4]])
        #expect(try views[0].floats() != views[1].floats())
    }

    @Test("erased pieces have the area that was asked for; other pixels stay")
    func erasing() throws {
        let images = try Tensor.ones([50, 2, 20, 20])
        let erase = try RandomErasing(probability: 1, scale: 0.09...0.09, ratio: 1...1)
        let erased = try erase(images, RandomStream(seed: 1))
        #expect(Set(try erased.sum(axes: [1, 2, 3]).integers()) == [2 * (400 - 36)])
        let noise = try RandomErasing(probability: 1, scale: 0.25...0.25, ratio: 1...1, fill: .noise)
        let noisy = try noise(images, RandomStream(seed: 1))
        let changed = try (noisy .!= 1).sum().integerItem()
        #expect(changed == 50 * 2 * 100)
        let bytes = try noise(images.converted(to: .uint8), RandomStream(seed: 1))
        #expect(bytes.dtype == .uint8)
        #expect(try bytes.amax().integerItem() > 200)
        let none = try RandomErasing(probability: 0)(images, RandomStream(seed: 1))
        #expect(try sameBits(none, images) == true)
    }

    @Test("cutout removes a square, less of it at the edges")
    func cutout() throws {
        let images = try Tensor.ones([300, 1, 10, 10])
        let cut = try Cutout(size: 4)(images, RandomStream(seed: 1))
        let areas = Set(try cut.sum(axes: [1, 2, 3]).integers().map { 100 - $0 })
        // Sides are 2 (at the first edge), 3, or 4 pixels.
        #expect(areas == [4, 6, 8, 9, 12, 16])
    }

    @Test("jitter keeps images in 0...1, changes each by its own factors, and can leave some alone")
    func jitter() throws {
        let images = try Tensor.full([100, 3, 2, 2], 0.5)
        let bright = try ColorJitter(brightness: 0.4)(images, RandomStream(seed: 1))
        let factors = try bright.amax(axes: [1, 2, 3]).doubles().map { $0 / 0.5 }
        #expect(Set(factors).count > 95)
        #expect(factors.allSatisfy { (0.6...1.4).contains($0) })
        let all = try ColorJitter(brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.2)
        let random = try Tensor.rand([20, 3, 5, 5], using: RandomStream(seed: 9))
        let jittered = try all(random, RandomStream(seed: 1))
        #expect(try jittered.amin().item() >= 0)
        #expect(try jittered.amax().item() <= 1)
        let some = try ColorJitter(brightness: 0.4, probability: 0.3)(images, RandomStream(seed: 1))
        let same = try some.amax(axes: [1, 2, 3]).doubles().filter { $0 == 0.5 }.count
        #expect((50...88).contains(same))
        let grey = try all(Self.bytes(3), RandomStream(seed: 1))
        #expect(grey.shape == [3, 1, 4, 5])
        #expect(grey.dtype == .float32)
    }

    @Test("statistics fitted to images bring them to mean 0 and deviation 1; bytes and floats agree")
    func normalizes() throws {
        let pixels = try Tensor.randint(
            [60, 3, 4, 4], low: 0, high: 256, dtype: .uint8, using: RandomStream(seed: 5))
        let normalize = try NormalizeImages(fitting: ImageArray(pixels), Array(0..<60))
        let result = try normalize(pixels, RandomStream(seed: 1))
        let means = try result.mean(axes: [0, 2, 3]).doubles()
        #expect(means.allSatisfy { abs($0) < 1e-5 })
        let squares = try (result * result).mean(axes: [0, 2, 3]).doubles()
        #expect(squares.allSatisfy { abs($0 - 1) < 1e-4 })
        let floats = try BytesToFloats()(pixels, RandomStream(seed: 1))
        #expect(try mismatch(try normalize(floats, RandomStream(seed: 1)), result) == nil)
        #expect(try floats.amax().item() <= 1)
    }

    /// All augmentations of images, with settings that fit 6 x 6 pixels.
    private static func everything() throws -> [any Augmentation<Tensor>] {
        [
            try RandomCrop(height: 6, width: 6, padding: 2), try CenterCrop(height: 5, width: 5),
            try RandomFlip(.horizontal), try RandomFlip(.vertical),
            try RandomResizedCrop(height: 4, width: 4), try Resize(height: 3, width: 7),
            try ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8),
            try RandomGrayscale(probability: 0.5), try Solarize(probability: 0.5),
            try GaussianBlur(size: 3, probability: 0.5), try RandomErasing(fill: .noise), try Cutout(size: 3),
            try RandomAffine(degrees: -30...30, shiftX: 0.1, shiftY: 0.1, scale: 0.8...1.2, shear: -5...5),
            BytesToFloats(), try NormalizeImages(means: [0.5], deviations: [0.25]),
        ]
    }

    @Test("equal streams give equal bits; the input stays; an empty batch stays empty")
    func deterministic() throws {
        let images = try Tensor.randint(
            [8, 3, 6, 6], low: 0, high: 256, dtype: .uint8, using: RandomStream(seed: 5))
        let before = try images.cloned()
        for augmentation in try Self.everything() {
            let first = try augmentation(images, RandomStream(seed: 11))
            let second = try augmentation(images, RandomStream(seed: 11))
            let same = try sameBits(first, second)
            #expect(same, "\(augmentation)")
            let none = try augmentation(images.narrow(axis: 0, start: 0, length: 0), RandomStream(seed: 1))
            #expect(none.shape[0] == 0, "\(augmentation)")
            #expect(none.dtype == first.dtype, "\(augmentation)")
        }
        let untouched = try sameBits(images, before)
        #expect(untouched)
    }

    @Test("what is drawn for one image does not depend on the other images")
    func independent() throws {
        let images = try Tensor.rand([8, 3, 6, 6], using: RandomStream(seed: 5))
        let others = try images.cloned()
        try others.narrow(axis: 0, start: 0, length: 7).fillInPlace(0.3)
        // Noise is drawn for all pieces together.
        for augmentation in try Self.everything() where !(augmentation is RandomErasing) {
            let first = try augmentation(images, RandomStream(seed: 11)).select(7, axis: 0)
            let second = try augmentation(others, RandomStream(seed: 11)).select(7, axis: 0)
            #expect(try first.floats() == second.floats(), "\(augmentation)")
        }
    }

    @Test("settings are saved and read")
    func codable() throws {
        let jitter = try ColorJitter(brightness: 0.4, hue: 0.1)
        let data = try JSONEncoder().encode(jitter)
        #expect(try JSONDecoder().decode(ColorJitter.self, from: data) == jitter)
        let erasing = try RandomErasing(fill: .noise)
        #expect(
            try JSONDecoder().decode(RandomErasing.self, from: try JSONEncoder().encode(erasing)) == erasing)
    }

    private static let impossible: [(make: @Sendable () throws -> any Augmentation<Tensor>, hint: String)] = [
        ({ try RandomCrop(height: 0, width: 4) }, "0 x 4"),
        ({ try CenterCrop(height: 4, width: -1) }, "4 x -1"),
        ({ try RandomFlip(probability: 2) }, "probability is 2.0"),
        ({ try RandomResizedCrop(height: 4, width: 4, scale: 0.5...2) }, "0.5...2.0"),
        ({ try Resize(height: 0, width: 1) }, "0 x 1"),
        ({ try ColorJitter(hue: 0.7) }, "hue 0.7"),
        ({ try RandomGrayscale(probability: -1) }, "RandomGrayscale"),
        ({ try Solarize(threshold: 2, probability: 1) }, "threshold is 2.0"),
        ({ try GaussianBlur(size: 4) }, "size 4"),
        ({ try RandomErasing(scale: 0.5...1.5) }, "0.5...1.5"),
        ({ try Cutout(size: 0) }, "size is 0"),
        ({ try RandomAffine(degrees: 0...0, scale: 0...1) }, "0.0...1.0"),
        ({ try NormalizeImages(means: [0], deviations: [0]) }, "[0.0]"),
    ]

    @Test("refuses settings that are out of range", arguments: impossible.indices)
    func settings(index: Int) throws {
        let wanted = Self.impossible[index]
        let error = #expect(throws: ConfigError.self) { _ = try wanted.make() }
        #expect(error?.code == "config.augmentation")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
    }

    @Test("refuses tensors that are no batches of images, or of a wrong size or number of channels")
    func shapes() throws {
        let stream = try RandomStream(seed: 1)
        for augmentation in try Self.everything() {
            let error = #expect(throws: DataError.self) { try augmentation(Tensor.zeros([3, 6, 6]), stream) }
            #expect(error?.code == "data.images.shape")
            #expect(error?.message.contains("\(type(of: augmentation)): ") == true)
            #expect(throws: DataError.self) {
                try augmentation(Tensor.zeros([1, 3, 6, 6], dtype: .int32), stream)
            }
        }
        let small = try Tensor.zeros([1, 2, 3, 3])
        let failures: [(augmentation: any Augmentation<Tensor>, code: String)] = [
            (try RandomCrop(height: 5, width: 5), "size"), (try CenterCrop(height: 5, width: 3), "size"),
            (try RandomCrop(height: 3, width: 3, padding: 3, fill: .reflect), "size"),
            (try GaussianBlur(size: 7), "size"), (try ColorJitter(hue: 0.1), "channels"),
            (try RandomGrayscale(), "channels"),
            (try NormalizeImages(means: [0, 0, 0], deviations: [1, 1, 1]), "channels"),
        ]
        for failure in failures {
            let error = #expect(throws: DataError.self) { try failure.augmentation(small, stream) }
            #expect(error?.code == "data.images." + failure.code, "\(failure.augmentation)")
        }
    }
}
