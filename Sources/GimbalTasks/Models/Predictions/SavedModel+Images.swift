// Classes of images, as the user has them.
import GimbalCore
import GimbalData
import GimbalTensor

extension SavedModel {
    /// Predicts the class of every image.
    func predictions(
        _ model: any TensorModel, _ preprocessing: ImagePreprocessing, _ raw: ImageDataSet
    ) throws -> Predictions {
        let outputs = try preprocessing.collected(raw) { try model.outputs($0) }
        let labels = try raw.labels?.renumbered(as: preprocessing.classNames).classes.map { $0 ?? -1 }
        return try classPredictions(ClassScores(logits: outputs), labels, "image", raw.imageIDs)
    }
}

extension ImagePreprocessing {
    /// What `body` gives for all images, which are decoded and prepared a few at a time.
    func collected(_ raw: ImageDataSet, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        let images = try resized(raw.images, name: raw.provenance.name)
        let pieces = try stride(from: 0, to: images.count, by: 512).map { start in
            let bytes = try images.images(Array(start..<min(start + 512, images.count)))
            return try body(preparation.applied(to: bytes))
        }
        return try Tensor.concatenated(pieces)
    }
}

extension ImageDataSet {
    /// Numbers of the images from 1.
    var imageIDs: [String] { (1...max(1, images.count)).prefix(images.count).map(String.init) }
}
