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
