// Images with classes as a problem that methods are compared on.
import GimbalCore
import GimbalData
import GimbalStatistics
import GimbalTasks
import GimbalTensor
import GimbalTraining

/// A class for each image; size and statistics are those of the training images.
struct ImageProblem: ExperimentProblem {
    let data: RunData
    let contentChecksum: String
    let resampling: Resampling
    private let task: LearningTask
    private let dataSet: ImageDataSet
    private let strategy: SplitStrategy
    private let augmentation: ImageAugmentation
    /// The problem of all runs where they share a split: its bytes are in memory once.
    private let shared: Prepared?

    private typealias Prepared = (problem: TensorProblem, preprocessing: ImagePreprocessing)

    init(_ plan: ComparisonPlan, _ raw: ImageDataSet) throws {
        task = plan.task
        dataSet = try raw.withValidation()
        strategy = try plan.split.map { try SplitStrategy(parsing: $0) } ?? dataSet.standardSplit
        augmentation = plan.augmentation ?? .none
        contentChecksum = raw.provenance.checksum
        let first = try strategy.split(dataSet, seed: 0)
        let prepared = try TensorProblem.images(task, dataSet, first, augmentation: augmentation)
        shared = strategy.isResampled ? nil : prepared
        resampling = strategy.isResampled ? .resampled(testToTrainRatio: first.overlapRatio) : .none
        let shape = prepared.preprocessing.shape
        let resized = dataSet.images.shape == nil ? "resized to \(shape[1]) x \(shape[2]), " : ""
        data = RunData(
            name: raw.provenance.name, checksum: raw.provenance.checksum,
            preprocessing: resized + "channels standardised by the training images"
                + (augmentation == .none ? "" : ", augmented by \(augmentation.rawValue)"),
            counts: [
                "images": raw.images.count, "channels": shape[0], "height": shape[1], "width": shape[2],
                "classes": prepared.preprocessing.classNames.count, "train": prepared.problem.train.count,
                "validation": prepared.problem.validation.count, "test": prepared.problem.test.count,
            ])
    }

    var split: String { strategy.text }

    func check(_ method: ResolvedMethod) throws { _ = try tensorMethod(method) }

    func fit(_ method: ResolvedMethod, _ run: TrainingRun) throws -> FittedRun {
        let (problem, preprocessing) =
            try shared
            ?? TensorProblem.images(
                task, dataSet, strategy.split(dataSet, seed: run.seed), augmentation: augmentation)
        let model = try tensorMethod(method).fit(problem, run)
        return try FittedRun(
            .tensor(model), .images(preprocessing), problem.shape, outputNames: preprocessing.classNames,
            metrics: problem.metrics(of: model))
    }

    private func tensorMethod(_ method: ResolvedMethod) throws -> any TensorMethod {
        try method.method.taking(task, as: (any TensorMethod).self)
    }
}

extension ImageDataSet {
    /// The published split, else eight tenths to train and a tenth each to choose and to judge.
    fileprivate var standardSplit: SplitStrategy {
        publicSplit.map { !$0.test.isEmpty } == true
            ? .public : .ratio(train: 0.8, validation: 0.1, test: 0.1)
    }

    /// Returns the images with a published split that has a validation part.
    fileprivate func withValidation() throws -> ImageDataSet {
        guard let split = publicSplit, labels != nil else { return self }
        return try ImageDataSet(
            images, labels: labels, masks: masks, publicSplit: split.withValidation(splitSamples()),
            frameRate: frameRate, provenance: provenance)
    }
}
