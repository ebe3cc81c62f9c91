// From images and a split to a problem: parts hold bytes, and floats are made batch by batch.
import GimbalCore
import GimbalData
import GimbalTensor

extension TensorProblem {
    /// Makes the problem of images with classes.
    ///
    /// - Parameters:
    ///   - task: classification, or embedding judged by classes.
    ///   - split: images without a class take no part.
    ///   - augmentation: how training images are changed at random.
    /// - Returns: the problem, whose parts hold bytes `[N, C, H, W]`, and the preprocessing that new images need: size and
    ///   statistics of the training images.
    /// - Throws: `DataError` if the images have no classes, or one cannot be decoded.
    public static func images(
        _ task: LearningTask, _ data: ImageDataSet, _ split: DataSplit,
        augmentation: ImageAugmentation = .none
    ) throws -> (problem: TensorProblem, preprocessing: ImagePreprocessing) {
        guard let labels = data.labels else { throw data.hasNoClasses }
        func labelled(_ images: [Int]) -> [Int] { images.filter { labels.classes[$0] != nil } }
        let images = try data.images.ofOneSize(labelled(split.train))
        func part(_ indices: [Int]) throws -> TensorPart {
            let known = labelled(indices)
            let classes = try Tensor(known.map { labels.classes[$0] ?? -1 })
            return TensorPart(
                inputs: try images.bytes(known), target: .classes(classes, count: labels.classNames.count))
        }
        let train = try part(split.train)
        let preprocessing = try ImagePreprocessing(fitting: train.inputs, classNames: labels.classNames)
        let (height, width) = (preprocessing.shape[1], preprocessing.shape[2])
        let problem = TensorProblem(
            task: task, train: train, validation: try part(split.validation), test: try part(split.test),
            preparation: preprocessing.preparation,
            augmentation: try augmentation.steps(height: height, width: width))
        return (problem, preprocessing)
    }
}

extension ImageDataSet {
    /// The error of images without classes.
    var hasNoClasses: DataError {
        DataError(
            "images.labels", "data set \"\(provenance.name)\": the images have no classes.",
            fix: "Put them into one folder per class, or name a table of classes under labels in data.yaml.")
    }
}

extension ImageCollection {
    /// The images in one size: their own, or what fits the given ones best.
    fileprivate func ofOneSize(_ indices: [Int]) throws -> any ImageCollection {
        guard shape == nil, !indices.isEmpty else { return self }
        let size = try ImagePreprocessing.commonSize(of: self, indices)
        return try ResizedImages(self, height: size.height, width: size.width)
    }

    /// Some images as bytes `[indices, C, H, W]`, decoded a few at a time into one array.
    func bytes(_ indices: [Int]) throws -> Tensor {
        let shape = try shape ?? image(indices.first ?? 0).shape
        let result = try Tensor.empty([indices.count] + shape, dtype: .uint8)
        let size = shape.reduce(1, *)
        try result.withUnsafeMutableBytesInPlace { target in
            for start in stride(from: 0, to: indices.count, by: 256) {
                let chunk = try images(Array(indices[start..<min(start + 256, indices.count)]))
                try chunk.contiguous().withUnsafeBytes { source in
                    UnsafeMutableRawBufferPointer(rebasing: target[(start * size)...])
                        .copyMemory(from: source)
                }
            }
        }
        return result
    }
}
