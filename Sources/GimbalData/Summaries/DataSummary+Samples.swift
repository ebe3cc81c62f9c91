// Figures of images and texts.

extension DataSummary {
    /// Counts images, their common shape and classes; nothing is decoded.
    init(images content: ImageDataSet) {
        self.init(content, figures: [.images: content.images.count])
        if let shape = content.images.shape, shape.count == 3 {
            figures[.channels] = shape[0]
            figures[.height] = shape[1]
            figures[.width] = shape[2]
        } else {
            traits.append(.mixedShapes)
        }
        if content.frameRate != nil { traits.append(.sequence) }
        if let labels = content.labels { add(labels) }
        publicSplit = content.publicSplit.map(SplitCounts.init)
    }

    /// Counts tokens.
    init(text content: TextCorpus) {
        self.init(
            content,
            figures: [
                .vocabulary: content.vocabulary.count, .trainTokens: content.train.count,
                .validationTokens: content.validation.count, .testTokens: content.test.count,
            ])
        traits = [content.unit == .word ? .words : .characters]
    }
}
