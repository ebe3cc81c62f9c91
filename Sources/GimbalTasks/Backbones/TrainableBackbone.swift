// What backbones of every input kind say about their training.

/// An architecture that is trained by a recipe.
public protocol TrainableBackbone: Method {
    /// How it is trained.
    var recipe: TrainingRecipe { get }
    /// Whether weight decay applies to the parameter of that dotted name; by default to all.
    func isDecayed(_ parameter: String) -> Bool
}

extension TrainableBackbone {
    /// Says that weight decay applies to every parameter.
    public func isDecayed(_ parameter: String) -> Bool { true }
}
