// When to stop, and which state to keep.
import GimbalNN
import GimbalTensor
import OrderedCollections

/// Rules for stopping before the last epoch.
public enum StoppingRule: Sendable, Hashable, Codable {
    /// Train for all epochs.
    case never
    /// Stop after `patience` epochs without a lower validation loss.
    case patience(Int)
    /// In the second half, stop when the validation loss exceeds the mean of the last `window` ones.
    case aboveMean(window: Int)
}

/// Follows the validation loss: keeps the state of its strict minimum and says when to stop.
public struct EarlyStopping {
    private let rule: StoppingRule
    private let epochCount: Int
    private var losses: [Double] = []
    private var best: (epoch: Int, loss: Double, state: OrderedDictionary<String, Tensor>)?

    /// Follows a training of at most `epochCount` epochs.
    public init(_ rule: StoppingRule, epochCount: Int) {
        self.rule = rule
        self.epochCount = epochCount
    }

    /// The epoch (from 1) with the lowest validation loss.
    public var bestEpoch: Int? { best?.epoch }

    /// Takes note of an epoch's validation loss and keeps the state if it is the lowest so far.
    ///
    /// - Returns: whether to stop now.
    public mutating func record(validationLoss loss: Double, of network: Module) throws -> Bool {
        defer { losses.append(loss) }
        let epoch = losses.count + 1
        if loss < best?.loss ?? .infinity {
            // Clones, because the optimiser changes parameters in place.
            best = (epoch, loss, try network.stateDict().mapValues { try $0.cloned() })
        }
        switch rule {
        case .never: return false
        case .patience(let patience): return epoch - (best?.epoch ?? epoch) >= patience
        case .aboveMean(let window):
            guard epoch > epochCount / 2, losses.count >= window else { return false }
            return loss > losses.suffix(window).reduce(0, +) / Double(window)
        }
    }

    /// Puts the best state back into the network.
    public func restoreBest(in network: Module) throws {
        if let best { try network.load(best.state) }
    }
}
