// Images from raw data to metrics and predictions: what ships, folders of the user's, sets in the data folder.
import Foundation
import GimbalCore
import GimbalData
import GimbalExperiments
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Images as a problem")
struct ImageProblemTests {
    @Test("what ships is learnt, saved and predicted with the metrics of the run")
    func shipped() throws {
        let trained = try train(.imageClassification, "fashion-mnist-small", "mlp[hidden=64]", epochs: 40)
        #expect(trained.result.data.counts["train"] == 360)
        #expect(trained.result.data.counts["height"] == 28)
        #expect(try #require(trained.result.metrics["accuracy"]) > 0.6)
        let raw = try DataSet.load("fashion-mnist-small")
        let predictions = try trained.reloaded().predictions(for: raw)
        #expect(predictions.sample == "image")
        #expect(predictions.ids.count == predictions.knownCount)
        #expect(predictions.ids.first == "1")
        guard case .texts(let classes) = predictions.columns[0].values, case .images(let images) = raw,
            let labels = images.labels, let split = images.publicSplit
        else { return #expect(Bool(false)) }
        let right = split.test.count { labels.classes[$0].map { labels.classNames[$0] } == classes[$0] }
        #expect(Double(right) / Double(split.test.count) == trained.result.metrics["accuracy"])
        let embeddings = try trained.model.embeddings(for: raw)
        #expect(embeddings.vectors.shape == [images.images.count, 64])
    }

    @Test("embeddings of images are judged by probes")
    func embedding() throws {
        let trained = try train(.imageEmbedding, "fashion-mnist-small", "mlp[hidden=64]", epochs: 20)
        #expect(try #require(trained.result.metrics["probe-accuracy"]) > 0.6)
        #expect(try #require(trained.result.metrics["knn-accuracy"]) > 0.6)
        #expect(trained.result.metrics["validation-probe-accuracy"] != nil)
    }

    @Test("a split that the user names is drawn anew for each seed")
    func ratio() throws {
        let trained = try train(
            .imageClassification, "fashion-mnist-small", "mlp[hidden=8]", epochs: 1,
            split: "ratio:0.5,0.25,0.25")
        #expect(trained.result.split == "ratio:0.5,0.25,0.25")
    }

    @Test("training images are changed at random if the user says so, and only images are")
    func augmentation() throws {
        let plain = try train(.imageClassification, "fashion-mnist-small", "mlp[hidden=16]", epochs: 2)
        let flipped = try (0..<2).map { _ in
            try train(
                .imageClassification, "fashion-mnist-small", "mlp[hidden=16]", epochs: 2,
                augmentation: .cropAndFlip)
        }
        #expect(flipped[0].result.data.preprocessing.hasSuffix(", augmented by crop-flip"))
        #expect(flipped[0].result.metrics == flipped[1].result.metrics)
        #expect(flipped[0].result.metrics != plain.result.metrics)
        let error = #expect(throws: ConfigError.self) {
            _ = try train(.survival, "rossi", "cox-regression", epochs: 1, augmentation: .flip)
        }
        #expect(error?.message == "The task survival has no images to change at random.")
    }

    @Test("tables are refused with what is expected")
    func otherKind() throws {
        let error = #expect(throws: DataError.self) {
            _ = try train(.imageClassification, "rossi", "mlp", epochs: 1)
        }
        #expect(error?.message.contains("expected images") == true)
    }

    @Test(
        "idx and CIFAR sets of the data folder become problems",
        .enabled(if: TestEnvironment.dataFolder != nil, "set GIMBAL_DATA"),
        arguments: ["fashion-mnist", "cifar10-subset"])
    func dataFolder(_ name: String) throws {
        let raw = try DataSet.load(name, dataRoot: TestEnvironment.dataFolder)
        guard case .images(let images) = raw, let split = images.publicSplit else {
            return #expect(Bool(false))
        }
        let (problem, preprocessing) = try TensorProblem.images(.imageClassification, images, split)
        #expect(problem.train.inputs.dtype == .uint8)
        #expect(problem.train.count + problem.validation.count + problem.test.count == images.images.count)
        let sample = try problem.prepared(
            problem.train.inputs.narrow(axis: 0, start: 0, length: min(4096, problem.train.count)))
        let (deviation, mean) = try sample.stdAndMean(axes: [0, 2, 3])
        for value in try mean.doubles() { #expect(abs(value) < 0.1) }
        for value in try deviation.doubles() { #expect(abs(value - 1) < 0.1) }
        #expect(preprocessing.classNames.count == 10)
    }
}
