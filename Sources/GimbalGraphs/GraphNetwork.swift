// What every network on graphs offers.
import GimbalNN
import GimbalTensor

/// A network from a graph with node features to one row of outputs per node.
open class GraphNetwork: Module {
    /// Computes `[nodeCount, outputCount]`.
    ///
    /// - Throws: `ModuleError` in this base class: subclasses override it.
    open func callAsFunction(_ input: GraphInput, _ context: Context) throws -> Tensor {
        throw ModuleError("abstract", "bug in Gimbal: \(type(of: self)) does not override callAsFunction.")
    }

    /// Columns of the outputs; 0 for a network that does not say.
    open var outputCount: Int { 0 }

    /// Columns of `features`; 0 for a network without hidden features.
    open var featureCount: Int { 0 }

    /// Computes what the last map sees, the embeddings of the nodes: `[nodeCount, featureCount]`.
    ///
    /// - Throws: `ModuleError` for a network without hidden features.
    open func features(_ input: GraphInput, _ context: Context) throws -> Tensor {
        throw ModuleError(
            "features", "\(type(of: self)) has no hidden features.",
            fix: "Use its outputs, or a network of another kind.")
    }
}

extension Linear {
    /// Applies the map to node features of either kind.
    public func callAsFunction(_ x: NodeFeatures, _ context: Context) throws -> Tensor {
        switch x {
        case .dense(let x): try self(x, context)
        case .sparse(let x): try self(x, context)
        }
    }
}

extension Dropout {
    /// Drops elements of node features of either kind.
    public func callAsFunction(_ x: NodeFeatures, _ context: Context) throws -> NodeFeatures {
        switch x {
        case .dense(let x): .dense(try self(x, context))
        case .sparse(let x): .sparse(try self(x, context))
        }
    }
}
