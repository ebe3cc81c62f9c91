// Images as problems: statistics by hand, sizes that differ, images without a class.
import GimbalCore
import GimbalData
import GimbalTasks
import GimbalTensor
import Testing

@Suite("Preparation of images")
struct ImagePreparationTests {
    /// Images of two channels and 1 x 2 pixels: the first channel differs, the second is 51 everywhere.
    private func twoChannels(labels: [Int?] = [0, 1, 0, 1]) throws -> ImageDataSet {
        let bytes: [UInt8] = [
            0, 255, 51, 51,  //
            0, 0, 51, 51,  //
            255, 255, 51, 51,  //
            10, 20, 51, 51,
        ]
        return try ImageDataSet(
            ImageArray(Tensor(bytes, shape: [4, 2, 1, 2])),
            labels: ClassLabels(labels, classNames: ["left", "right"]), provenance: .test)
    }

    private func split(_ train: [Int], _ validation: [Int], _ test: [Int], count: Int = 4) throws -> DataSplit
    {
        try DataSplit(train: train, validation: validation, test: test, count: count)
    }

    @Test("statistics are those of the training images, and a constant channel becomes 0")
    func statistics() throws {
        let (problem, preprocessing) = try TensorProblem.images(
            .imageClassification, twoChannels(), split([0, 1], [2], [3]))
        // Training bytes of the first channel: 0, 255, 0, 0.
        let mean = 0.25
        let deviation = ((3 * 0.25 * 0.25 + 0.75 * 0.75) / 4).squareRoot()
        #expect(abs(preprocessing.normalization.means[0] - mean) < 1e-12)
        #expect(abs(preprocessing.normalization.deviations[0] - deviation) < 1e-12)
        #expect(abs(preprocessing.normalization.means[1] - 0.2) < 1e-12)
        #expect(preprocessing.normalization.deviations[1] == 1)
        #expect(preprocessing.shape == [2, 1, 2])
        #expect(problem.train.inputs.dtype == .uint8)
        #expect(
            problem.shape
                == ModelShape(
                    inputShape: [2, 1, 2], outputCount: 2, sampleCount: 4, trainCount: 2))
        let prepared = try problem.prepared(problem.validation.inputs).floats()
        let white = Float((1 - mean) / deviation)
        for (value, expected) in zip(prepared, [white, white, 0, 0]) { #expect(abs(value - expected) < 1e-5) }
        guard case .classes(let labels, 2) = problem.test.target else { return #expect(Bool(false)) }
        #expect(try labels.integers() == [1])
    }

    @Test("images without a class take no part")
    func unlabelled() throws {
        let (problem, _) = try TensorProblem.images(
            .imageClassification, twoChannels(labels: [0, 1, nil, 1]), split([0, 1, 2], [], [3]))
        #expect(problem.train.count == 2)
        #expect(problem.test.count == 1)
    }

    @Test("images without any classes are refused, with what to do")
    func withoutClasses() throws {
        let data = try ImageDataSet(
            ImageArray(Tensor.zeros([2, 1, 2, 2], dtype: .uint8)), provenance: .test)
        let error = #expect(throws: DataError.self) {
            try TensorProblem.images(.imageClassification, data, split([0], [], [1], count: 2))
        }
        #expect(error?.message == "data set \"test\": the images have no classes.")
        #expect(error?.fix.contains("one folder per class") == true)
    }

    @Test("images of different sizes become as large as their medians say")
    func sizes() throws {
        let shapes = [[1, 4, 4], [1, 6, 10], [1, 5, 7]]
        let data = try ImageDataSet(
            Different(shapes: shapes), labels: ClassLabels([0, 1, 0], classNames: ["a", "b"]),
            provenance: .test)
        let (problem, preprocessing) = try TensorProblem.images(
            .imageClassification, data, split([0, 1, 2], [], [], count: 3))
        #expect(preprocessing.shape == [1, 5, 7])
        #expect(problem.train.inputs.shape == [3, 1, 5, 7])
        // A grey area stays what it is, whatever its size.
        #expect(try problem.train.inputs.integers().allSatisfy { $0 == 100 })
        let large = try ImageDataSet(
            Different(shapes: [[1, 1024, 512], [1, 1024, 512], [1, 8, 8]]),
            labels: ClassLabels([0, 1, 1], classNames: ["a", "b"]), provenance: .test)
        let limited = try TensorProblem.images(
            .imageClassification, large, split([0, 1, 2], [], [], count: 3))
        #expect(limited.preprocessing.shape == [1, 256, 128])
    }

    @Test("new images are resized to what the model takes; another number of channels is refused")
    func newImages() throws {
        let (_, preprocessing) = try TensorProblem.images(
            .imageClassification, twoChannels(), split([0, 1], [2], [3]))
        let resized = try preprocessing.resized(Different(shapes: [[2, 3, 3]]), name: "new")
        #expect(try resized.images([0]).shape == [1, 2, 1, 2])
        let error = #expect(throws: DataError.self) {
            try preprocessing.resized(Different(shapes: [[3, 1, 2]]), name: "new")
        }
        #expect(
            error?.message
                == "data set \"new\": the images have 3 channels, the model was trained on 2.")
    }

    @Test("augmentations keep bytes and sizes, and change nothing unless asked")
    func augmentation() throws {
        let images = try Tensor((0..<64).map { UInt8($0) }, shape: [1, 1, 8, 8])
        let many = try Tensor.concatenated(Array(repeating: images, count: 32))
        let stream = try RandomStream(seed: 3)
        #expect(try ImageAugmentation.none.steps(height: 8, width: 8).steps.isEmpty)
        let flipped = try ImageAugmentation.flip.steps(height: 8, width: 8)(many, stream)
        let firsts = Set(try flipped.select(0, axis: 2).select(0, axis: 2).integers())
        #expect(firsts == [0, 7])
        let moved = try ImageAugmentation.cropAndFlip.steps(height: 8, width: 8)(many, stream)
        #expect(moved.shape == [32, 1, 8, 8])
        #expect(moved.dtype == .uint8)
        // Moved by one pixel at most, so the centre pixel comes from its neighbourhood.
        let centres = Set(try moved.select(4, axis: 2).select(4, axis: 2).integers())
        #expect(centres.isSubset(of: Set([3, 4, 5].flatMap { row in [2, 3, 4, 5].map { row * 8 + $0 } })))
        #expect(centres.count > 3)
    }
}

/// Grey images of shapes of their own.
private struct Different: ImageCollection {
    let shapes: [[Int]]
    var count: Int { shapes.count }
    var shape: [Int]? { Set(shapes).count == 1 ? shapes[0] : nil }
    func image(_ index: Int) throws -> Tensor { try Tensor.full(shapes[index], 100, dtype: .uint8) }
    func images(_ indices: [Int]) throws -> Tensor { try Tensor.stacked(indices.map { try image($0) }) }
}
